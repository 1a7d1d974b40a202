import { readAddressee } from '../../members/addressees.ts';
import { confirmSubscriptionOf } from '../../newsletter/confirm-subscription.ts';
import { isSubscribed } from '../../newsletter/is-subscribed.ts';
import type { Context } from '../../platform/context.ts';
import { confirmReminderOf } from '../../reminders/confirm-reminder.ts';
import { findPromise } from '../../reminders/find-promise.ts';
import { addresseeOfLink } from './addressee-of-link.ts';

export type Confirmed = {
  what: 'reminder' | 'newsletter';
  /** when the reminder comes */
  on?: Date | undefined;
  /** the address, if this is what proved it; a second press of the button proves nothing new */
  proven?: string | undefined;
};

/**
 * Confirms whatever the mail with this token was about. Pressed twice, it is confirmed twice, as far as its reader can tell.
 * @returns null for a link that was used up, has expired, or is not ours
 */
export async function confirmByLink(context: Context, token: string): Promise<Confirmed | null> {
  return context.database.transaction(async (transaction) => {
    const addresseeId = await addresseeOfLink(transaction, token);
    const addressee = addresseeId && (await readAddressee(context, transaction, addresseeId));
    if (!addresseeId || !addressee) return null;
    const proven = addressee.address;
    const isNew = await confirmReminderOf(context, transaction, addresseeId);
    const on = await findPromise(transaction, addresseeId);
    if (on !== null) return { what: 'reminder', on, ...(isNew && { proven }) };
    if (await confirmSubscriptionOf(context, transaction, addresseeId)) return { what: 'newsletter', proven };
    return (await isSubscribed(transaction, addresseeId)) ? { what: 'newsletter' } : null;
  });
}
