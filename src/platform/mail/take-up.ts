import type { Context } from '../context.ts';
import { type Database, isTransient } from '../database.ts';
import { EmailAddress } from '../email-address.ts';
import { errorCode } from '../log.ts';
import type { MailFate } from './kind.ts';
import { letterHtml } from './letter-html.ts';
import { letterText } from './letter-text.ts';
import type { OutgoingMail } from './mailer.ts';
import { record } from './record.ts';
import { MOST_UNHEARD } from './rules.ts';
import { countFate, type Sending, settle } from './sending.ts';
import { deleteMail, lockClaimed, updateMail } from './store.ts';

/** The first transaction: what is to be sent, if anything, and that it is about to be handed over. */
export async function takeUp<In extends Context>(sending: Sending<In>): Promise<OutgoingMail | null> {
  const { context, claim } = sending;
  try {
    const { outgoing = null, fate } = await context.database.transaction((transaction) =>
      prepare(sending, transaction),
    );
    if (fate !== undefined) countFate(sending, fate);
    return outgoing;
  } catch (error) {
    if (isTransient(error)) throw error;
    context.log.error('mail could not be made', { kind: claim.kind, code: errorCode(error) });
    await record(sending, { kind: 'later', code: 'not-made' }, 0);
    return null;
  }
}

async function prepare<In extends Context>(
  sending: Sending<In>,
  transaction: Database,
): Promise<{ outgoing?: OutgoingMail; fate?: MailFate }> {
  const { context, kind, claim } = sending;
  const now = context.clock.now();
  const row = await lockClaimed(transaction, claim);
  if (row === undefined) return {};
  if (row.expiresAt <= now) return { fate: await settle(sending, transaction, row, 'late') };
  if (row.unheard >= MOST_UNHEARD) return { fate: await settle(sending, transaction, row, 'unheard') };
  const mail = await kind.compose(context, transaction, row.subject);
  if (mail === null) {
    await deleteMail(transaction, row.id);
    return {};
  }
  if (mail instanceof Date) {
    await updateMail(transaction, row.id, { claimedUntil: null, dueAt: mail });
    return {};
  }
  // It was checked when it was taken. What is not one plain address could be read as a header, or as several.
  if (!EmailAddress.safeParse(mail.to).success)
    return { fate: await settle(sending, transaction, row, 'refused') };
  await updateMail(transaction, row.id, { unheard: row.unheard + 1 });
  const { to, letter, unsubscribeUrl } = mail;
  const newsroom = context.settings.NEWSROOM_NAME;
  return {
    outgoing: {
      id: row.id,
      to,
      subject: letter.subject,
      text: letterText(letter, newsroom),
      html: letterHtml(letter, newsroom),
      date: now,
      unsubscribeUrl,
    },
  };
}
