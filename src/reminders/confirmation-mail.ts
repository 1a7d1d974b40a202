import { openAddressee } from '../members/addressees.ts';
import { type Deed, mailLink } from '../members/mail-link.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { addressIndexes } from '../platform/email-address.ts';
import type { Mail, MailKind } from '../platform/mail/kind.ts';
import { DAY, plus } from '../platform/time.ts';
import { confirmationLetter } from './letters.ts';
import { UNCONFIRMED_A_DAY, UNCONFIRMED_KEPT } from './rules.ts';
import { countEarlier, findReminder, type Reminder } from './store.ts';
import { forgetUnconfirmed } from './tidy-reminders.ts';

/** "Please confirm": the first mail to an address that was typed, and the only one until its owner agrees. */
export const confirmationMail: MailKind = {
  compose: async (context, database, subject): Promise<Mail | null> => {
    const reminder = await findReminder(database, subject);
    if (reminder?.state !== 'unconfirmed' || reminder.addresseeId === null) return null;
    if (plus(reminder.createdAt, UNCONFIRMED_KEPT) <= context.clock.now()) return null;
    const addressee = await openAddressee(context, database, reminder.addresseeId);
    if (addressee === undefined || (await hadEnough(context, database, reminder, addressee.address)))
      return null;
    const { locale } = reminder;
    const link = (deed: Deed) => mailLink(context, deed, { token: addressee.token, locale });
    const letter = confirmationLetter(locale, { confirm: link('confirm'), erase: link('erase') });
    return { to: addressee.address, letter };
  },
  settle: async (_context, database, subject, fate) => {
    if (fate === 'refused') await forgetUnconfirmed(database, subject);
  },
};

/** Whoever asks, and however often: an address is written to a few times a day at the most. */
async function hadEnough(
  { keyring }: Pick<Context, 'keyring'>,
  database: Database,
  reminder: Reminder,
  address: string,
): Promise<boolean> {
  const earlier = await countEarlier(database, reminder, {
    indexes: addressIndexes(keyring, address).map(({ index }) => index),
    since: plus(reminder.createdAt, -DAY),
    most: UNCONFIRMED_A_DAY,
  });
  return earlier >= UNCONFIRMED_A_DAY;
}
