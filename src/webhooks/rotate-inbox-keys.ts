import type { Context } from '../platform/context.ts';
import { sealPerson, unsealPerson } from './observe.ts';
import { findSealedPersons, updateReading } from './store.ts';

/**
 * Brings who unapplied events are about under the current key, so that the old ones can be destroyed.
 * @returns how many were moved
 * @throws UnsealError when a key that is still needed is missing
 */
export async function rotateInboxKeys(context: Context): Promise<number> {
  return context.database.transaction(async (transaction) => {
    const rows = await findSealedPersons(transaction);
    for (const { id, sealedPerson } of rows) {
      const person = unsealPerson(context, id, sealedPerson);
      await updateReading(transaction, id, { sealedPerson: sealPerson(context, id, person) });
    }
    return rows.length;
  });
}
