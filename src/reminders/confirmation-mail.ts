import { openAddressee } from '../members/addressees.ts';
import { hadEnough } from '../members/had-enough.ts';
import { type Deed, mailLink } from '../members/mail-link.ts';
import type { Mail, MailKind } from '../platform/mail/kind.ts';
import { plus } from '../platform/time.ts';
import { confirmationLetter } from './letters.ts';
import { UNCONFIRMED_ALLOWANCE, UNCONFIRMED_KEPT } from './rules.ts';
import { findReminder, UNCONFIRMED_ASKINGS } from './store.ts';
import { forgetUnconfirmed } from './tidy-reminders.ts';

/** "Please confirm": the first mail to an address that was typed, and the only one until its owner agrees. */
export const confirmationMail: MailKind = {
  compose: async (context, database, subject): Promise<Mail | null> => {
    const reminder = await findReminder(database, subject);
    if (reminder?.state !== 'unconfirmed' || reminder.addresseeId === null) return null;
    if (plus(reminder.createdAt, UNCONFIRMED_KEPT) <= context.clock.now()) return null;
    const addressee = await openAddressee(context, database, reminder.addresseeId);
    if (addressee === undefined) return null;
    const { id, createdAt: at } = reminder;
    const asking = {
      ...UNCONFIRMED_ALLOWANCE,
      askings: UNCONFIRMED_ASKINGS,
      id,
      at,
      address: addressee.address,
    };
    if (await hadEnough(context, database, asking)) return null;
    const { locale } = reminder;
    const link = (deed: Deed) => mailLink(context, deed, { token: addressee.token, locale });
    const letter = confirmationLetter(locale, { confirm: link('confirm'), erase: link('erase') });
    return { to: addressee.address, letter };
  },
  settle: async (_context, database, subject, fate) => {
    if (fate === 'refused') await forgetUnconfirmed(database, subject);
  },
};
