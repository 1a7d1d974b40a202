import { unsubscribeOf } from '../../newsletter/end-subscription.ts';
import type { Context } from '../../platform/context.ts';
import { cancelReminderOf } from '../../reminders/cancel-reminder.ts';
import { useEndedLink } from '../../reminders/ended-link.ts';
import { addresseeOfLink } from './addressee-of-link.ts';

/**
 * Ends whatever sent the mail with this token, and forgets the address that was kept for it.
 * @returns false for a link that was used up, has expired, or is not ours
 */
export async function unsubscribeByLink(context: Context, token: string): Promise<boolean> {
  return context.database.transaction(async (transaction) => {
    const addresseeId = await addresseeOfLink(transaction, token);
    if (addresseeId === undefined) return useEndedLink(transaction, token);
    const reminder = await cancelReminderOf(context, transaction, addresseeId);
    const newsletter = await unsubscribeOf(context, transaction, addresseeId);
    return reminder || newsletter;
  });
}
