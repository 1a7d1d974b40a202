import { addresseesOf, openAddressee } from '../members/addressees.ts';
import { type Deed, mailLink } from '../members/mail-link.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import type { Mail, MailKind } from '../platform/mail/kind.ts';
import type { Letter } from '../platform/mail/letter.ts';
import { confirmationLetter } from './confirmation-letter.ts';
import { forget } from './forget.ts';
import { canBeConfirmed, countedSince, MAILS_PER_DAY } from './rules.ts';
import { countEarlier, findSubscription, type Subscription } from './store.ts';

/** "Please confirm": all that is ever sent to an address of which somebody has merely said that it is theirs. */
export const confirmationMail: MailKind = {
  compose: async (context, database, id): Promise<Mail | null> => {
    const subscription = await findSubscription(database, id);
    if (subscription === undefined || !canBeConfirmed(subscription, context.clock.now())) return null;
    const addressee = await openAddressee(context, database, subscription.addresseeId);
    if (addressee === undefined) return null;
    if (await hadEnough(context, database, { subscription, address: addressee.address })) {
      await forget(database, [subscription]);
      return null;
    }
    return { to: addressee.address, letter: letterOf(context, subscription, addressee.token) };
  },
  settle: async (_context, database, id, fate) => {
    if (fate === 'sent' || fate === 'unheard') return;
    const subscription = await findSubscription(database, id);
    if (subscription?.state === 'unconfirmed') await forget(database, [subscription]);
  },
};

/** Whoever asks, and however often: an address is written to a few times a day at the most. */
async function hadEnough(
  context: Pick<Context, 'keyring'>,
  database: Database,
  { subscription, address }: { subscription: Subscription; address: string },
): Promise<boolean> {
  const addresseeIds = await addresseesOf(context, database, address);
  const since = countedSince(subscription.askedAt);
  return (await countEarlier(database, subscription, { addresseeIds, since })) >= MAILS_PER_DAY;
}

function letterOf(
  context: Pick<Context, 'publicUrl' | 'settings'>,
  { locale, consentVersion }: Subscription,
  token: string,
): Letter {
  const link = (deed: Deed) => mailLink(context, deed, { token, locale });
  const newsroom = context.settings.NEWSROOM_NAME;
  const links = { confirm: link('confirm'), erase: link('erase') };
  return confirmationLetter({ locale, newsroom, consentVersion, links });
}
