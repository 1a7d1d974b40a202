import { keepAddressee } from '../../members/addressees.ts';
import { lockAddressOf } from '../../members/lock-address.ts';
import type { Context } from '../../platform/context.ts';
import type { Locale } from '../../platform/locale.ts';
import { planMail } from '../../platform/mail/plan-mail.ts';
import { linkExpiry, mailExpiry } from './rules.ts';
import { insertLink } from './store.ts';

/** By this name the outbox knows our mail with a link to sign in. */
export const SIGN_IN_MAIL = 'sign-in';

/**
 * Somebody wants to sign in. Whether the address is anybody's, or has asked too often, is looked into when the mail is about
 * to go out: here the work is always the same, so that nobody learns it from how long it took.
 */
export async function requestLink(
  context: Pick<Context, 'clock' | 'ids' | 'keyring' | 'database'>,
  { email, locale }: { email: string; locale: Locale },
): Promise<void> {
  const id = context.ids.random();
  await context.database.transaction(async (transaction) => {
    // One after the other, so that of those that come at once it is settled which was the fourth.
    await lockAddressOf(context, transaction, email);
    const createdAt = context.clock.now();
    const addresseeId = await keepAddressee(context, transaction, email);
    await insertLink(transaction, { id, addresseeId, locale, createdAt, expiresAt: linkExpiry(createdAt) });
    await planMail(context, transaction, {
      kind: SIGN_IN_MAIL,
      subject: id,
      dueAt: createdAt,
      expiresAt: mailExpiry(createdAt),
    });
  });
}
