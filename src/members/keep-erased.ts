import type { Context } from '../platform/context.ts';
import { findUnheardCustomers, insertErasedCustomers, insertMembers } from './store.ts';

/**
 * Counts customers as erased of whom this database, restored from a backup, has never heard: what Stripe tells of them is
 * then booked, each under a pseudonym of its own, and its address is not taken.
 * @param idHashes SHA-256 of their ids
 */
export async function keepErased(
  { clock, database, ids }: Pick<Context, 'clock' | 'database' | 'ids'>,
  idHashes: Buffer[],
): Promise<void> {
  const unheard = await findUnheardCustomers(database, idHashes);
  if (unheard.length === 0) return;
  const createdAt = clock.now();
  const fresh = unheard.map((idHash) => ({ idHash, memberId: ids.random() }));
  await database.transaction(async (transaction) => {
    await insertMembers(
      transaction,
      fresh.map(({ memberId: id }) => ({ id, createdAt })),
    );
    await insertErasedCustomers(transaction, fresh);
  });
}
