import { forgetAddressees } from '../members/addressees.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { type Reminder, updateReminder } from './store.ts';

/** It is over: the address goes, with the key that opens it, and so does what its reader was about to give. */
export async function endReminder(
  { clock }: Pick<Context, 'clock'>,
  database: Database,
  { id, addresseeId }: Pick<Reminder, 'id' | 'addresseeId'>,
  state: 'done' | 'cancelled',
): Promise<void> {
  await updateReminder(database, id, {
    state,
    endedAt: clock.now(),
    addresseeId: null,
    everyMonths: null,
    frequency: null,
    amount: null,
    currency: null,
    campaign: null,
    requestKey: null,
    requestHash: null,
  });
  if (addresseeId !== null) await forgetAddressees(database, [addresseeId]);
}
