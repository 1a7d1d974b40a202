import { addresseeOfToken, addresseesOf, forgetAddressees, readAddressee } from '../members/addressees.ts';
import { eraseSubscriptions } from '../newsletter/end-subscription.ts';
import type { Context } from '../platform/context.ts';
import { eraseReminders } from '../reminders/cancel-reminder.ts';
import { lockAddressOf } from '../reminders/lock-address.ts';

/**
 * Erases all that is kept for the address to which the mail with this token went: every reminder, the newsletter, and mail
 * that has not gone out. What a member gave, or is, stays; nor does the answer tell whether there is such a member.
 * @returns false for a link that was used up, has expired, or is not ours
 */
export async function eraseByLink(context: Context, token: string): Promise<boolean> {
  return context.database.transaction(async (transaction) => {
    const addresseeId = await addresseeOfToken(transaction, token);
    if (addresseeId === undefined) return false;
    const addressee = await readAddressee(context, transaction, addresseeId);
    // Who confirms one of these at the same moment ends the others: in turn, or each would wait for the other's.
    if (addressee) await lockAddressOf(context, transaction, addressee.address);
    const all = addressee ? await addresseesOf(context, transaction, addressee.address) : [addresseeId];
    await eraseReminders(context, transaction, all);
    await eraseSubscriptions(context, transaction, all);
    await forgetAddressees(transaction, all);
    return true;
  });
}
