import { forgetAddressees } from '../members/addressees.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { callOffMails } from '../platform/mail/plan-mail.ts';
import { type Reminder, updateReminder } from './store.ts';

/**
 * It is over: the address goes, with the key that opens it, and so does what its reader was about to give. Mail programs
 * post to the link in the last mail long after (RFC 8058): so of what is done the hash of its token stays for a while,
 * which leads to no address. What was cancelled has had its click.
 */
export async function endReminder(
  { clock }: Pick<Context, 'clock'>,
  database: Database,
  { id, addresseeId }: Pick<Reminder, 'id' | 'addresseeId'>,
  state: 'done' | 'cancelled',
): Promise<void> {
  // Whoever sent one meanwhile has planned the next, which was not there yet when mail was called off.
  await callOffMails(database, id);
  const [tokenHash] = addresseeId === null ? [] : await forgetAddressees(database, [addresseeId]);
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
    tokenHash: state === 'done' ? tokenHash : null,
  });
}
