import { moveQuiet } from '../ask/keep-quiet.ts';
import { sealAddressLink } from '../members/address-link.ts';
import { openAddressee } from '../members/addressees.ts';
import { type Deed, mailLink } from '../members/mail-link.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import type { Mail, MailFate, MailKind } from '../platform/mail/kind.ts';
import { planMail } from '../platform/mail/plan-mail.ts';
import { latest, plus } from '../platform/time.ts';
import { count } from './count.ts';
import { endReminder } from './end-reminder.ts';
import { hasGiven } from './has-given.ts';
import { reminderLetter } from './letters.ts';
import { REMINDER_MAIL } from './mail-kinds.ts';
import { returnedOf } from './reminder.ts';
import { returnUrl } from './return-link.ts';
import { nextAfter, REMINDER_WORTH, whenAwake } from './rules.ts';
import { lockReminder, type Reminder, updateReminder } from './store.ts';

/** The mail that was asked for. After the last one the address is gone, in the same transaction that records it. */
export const reminderMail: MailKind = {
  compose: async (context, database, subject) => {
    const reminder = await lockReminder(database, subject);
    if (reminder?.state !== 'waiting' || reminder.addresseeId === null) return null;
    const addressee = await openAddressee(context, database, reminder.addresseeId);
    if (
      addressee === undefined ||
      (await hasGiven(context, database, { address: addressee.address, since: reminder.createdAt }))
    ) {
      await endReminder(context, database, reminder, 'done');
      return null;
    }
    const now = context.clock.now();
    const awake = whenAwake(reminder.remindAt, now);
    return awake > now ? awake : mailOf(context, reminder, addressee);
  },
  settle: async (context, database, subject, fate) => {
    const reminder = await lockReminder(database, subject);
    if (reminder?.state !== 'waiting') return;
    const next = nextOf(reminder, fate, context.clock.now());
    if (next === null) await endReminder(context, database, reminder, 'done');
    else await moveOn(context, database, reminder, next);
    const { delay, campaign } = reminder;
    const event = fate === 'sent' ? 'sent' : 'unsent';
    await count(context, database, { event, channel: 'email', delay, campaign });
  },
};

/** @returns null where that was the last one: an address that was refused for good gets no more */
function nextOf({ everyMonths, firstAt, remindAt }: Reminder, fate: MailFate, now: Date): Date | null {
  if (everyMonths === null || fate === 'refused') return null;
  return nextAfter(firstAt, everyMonths, latest(remindAt, now));
}

async function moveOn(context: Context, database: Database, { id }: Reminder, next: Date): Promise<void> {
  await updateReminder(database, id, { remindAt: next });
  await planMail(context, database, {
    kind: REMINDER_MAIL,
    subject: id,
    dueAt: next,
    expiresAt: plus(next, REMINDER_WORTH),
  });
  await moveQuiet(database, [{ subject: id, quietUntil: next }]);
}

function mailOf(
  context: Context,
  reminder: Reminder,
  { address, token }: { address: string; token: string },
): Mail {
  const { locale } = reminder;
  const link = (deed: Deed, by = token) => mailLink(context, deed, { token: by, locale });
  const isLast = nextOf(reminder, 'sent', context.clock.now()) === null;
  const letter = reminderLetter({
    locale,
    subject: context.settings.MAIL_SUBJECT,
    href: returnUrl(context, returnedOf(reminder), locale),
    stopHref: isLast ? undefined : link('unsubscribe'),
    eraseHref: isLast ? link('erase', sealAddressLink(context, address)) : link('erase'),
  });
  return { to: address, letter, unsubscribeUrl: link('unsubscribe') };
}
