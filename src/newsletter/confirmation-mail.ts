import { openAddressee } from '../members/addressees.ts';
import { hadEnough } from '../members/had-enough.ts';
import { type Deed, mailLink } from '../members/mail-link.ts';
import type { Context } from '../platform/context.ts';
import type { Mail, MailKind } from '../platform/mail/kind.ts';
import type { Letter } from '../platform/mail/letter.ts';
import { confirmationLetter } from './confirmation-letter.ts';
import { forget } from './forget.ts';
import { CONFIRMATION_ALLOWANCE, canBeConfirmed } from './rules.ts';
import { CONFIRMATION_ASKINGS, findSubscription, type Subscription } from './store.ts';

/** "Please confirm": all that is ever sent to an address of which somebody has merely said that it is theirs. */
export const confirmationMail: MailKind = {
  compose: async (context, database, id): Promise<Mail | null> => {
    const subscription = await findSubscription(database, id);
    if (subscription === undefined || !canBeConfirmed(subscription, context.clock.now())) return null;
    const addressee = await openAddressee(context, database, subscription.addresseeId);
    if (addressee === undefined) return null;
    const { askedAt: at } = subscription;
    const asking = {
      ...CONFIRMATION_ALLOWANCE,
      askings: CONFIRMATION_ASKINGS,
      id,
      at,
      address: addressee.address,
    };
    if (await hadEnough(context, database, asking)) {
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
