import { openAddressLink } from '../members/address-link.ts';
import { addresseeOfToken, addresseesOf, forgetAddressees, readAddressee } from '../members/addressees.ts';
import { lockAddressOf } from '../members/lock-address.ts';
import { eraseSubscriptions } from '../newsletter/end-subscription.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { eraseReminders } from '../reminders/cancel-reminder.ts';
import { eraseSignInLinks } from './sign-in/forget-links.ts';

/**
 * Erases all that is kept for the address to which the mail with this token went: every reminder, the newsletter, and mail
 * that has not gone out. What a member gave, or is, stays; nor does the answer tell whether there is such a member.
 * @returns false for a link that was used up, has expired, or is not ours
 */
export async function eraseByLink(context: Context, token: string): Promise<boolean> {
  return context.database.transaction(async (transaction) => {
    const { address, addresseeId } = await whoseLink(context, transaction, token);
    // Who confirms one of these at the same moment ends the others: in turn, or each would wait for the other's.
    if (address !== undefined) await lockAddressOf(context, transaction, address);
    const all =
      address === undefined ? [addresseeId ?? []].flat() : await addresseesOf(context, transaction, address);
    if (all.length === 0) return false;
    await eraseReminders(context, transaction, all);
    await eraseSubscriptions(transaction, all);
    await eraseSignInLinks(transaction, all);
    await forgetAddressees(transaction, all);
    return true;
  });
}

/** Whether there is anything that this link erases. */
export async function mayEraseByLink(context: Context, token: string): Promise<boolean> {
  const { address, addresseeId } = await whoseLink(context, context.database, token);
  if (addresseeId !== undefined) return true;
  return address !== undefined && (await addresseesOf(context, context.database, address)).length > 0;
}

/** A last mail's link carries the address; every other's leads to it, unless the key that opens it is gone. */
async function whoseLink(
  context: Context,
  database: Database,
  token: string,
): Promise<{ address?: string | undefined; addresseeId?: string | undefined }> {
  const carried = openAddressLink(context, token);
  if (carried !== null) return { address: carried };
  const addresseeId = await addresseeOfToken(database, token);
  if (addresseeId === undefined) return {};
  return { addresseeId, address: (await readAddressee(context, database, addresseeId))?.address };
}
