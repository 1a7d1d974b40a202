import { keepAddressee } from '../members/addressees.ts';
import { lockAddressOf } from '../members/lock-address.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import type { Locale } from '../platform/locale.ts';
import { planMail } from '../platform/mail/plan-mail.ts';
import { confirmSubscriptionOf } from './confirm-subscription.ts';
import { CONSENT_VERSION } from './consent.ts';
import { type ConsentPlace, mailExpiry } from './rules.ts';
import { insertSubscription } from './store.ts';

/** By this name the outbox knows our one kind of mail. */
export const NEWSLETTER_CONFIRMATION = 'newsletter-confirmation';

type Asked = {
  email: string;
  locale: Locale;
  place: ConsentPlace;
  /** this browser has just shown that it reads that address's mail: then nothing need be confirmed */
  isProven: boolean;
};

/**
 * Somebody wants the newsletter, or says so. Whether the address is known, or has asked too often, is looked into when the
 * mail is about to go out: here the work is always the same, so that nobody learns it from how long it took.
 */
export async function subscribe(
  context: Pick<Context, 'clock' | 'ids' | 'keyring'>,
  transaction: Database,
  { email, locale, place, isProven }: Asked,
): Promise<void> {
  // One after the other, so that of those that come at once it is settled which was the fourth.
  await lockAddressOf(context, transaction, email);
  const askedAt = context.clock.now();
  const id = context.ids.random();
  const addresseeId = await keepAddressee(context, transaction, email);
  await insertSubscription(transaction, {
    id,
    addresseeId,
    state: 'unconfirmed',
    locale,
    askedAt,
    confirmedAt: null,
    consentVersion: CONSENT_VERSION,
    consentPlace: place,
  });
  if (isProven) await confirmSubscriptionOf(context, transaction, addresseeId);
  else
    await planMail(context, transaction, {
      kind: NEWSLETTER_CONFIRMATION,
      subject: id,
      dueAt: askedAt,
      expiresAt: mailExpiry(askedAt),
    });
}
