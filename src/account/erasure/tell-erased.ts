import type { Context } from '../../platform/context.ts';
import type { Locale } from '../../platform/locale.ts';
import { letterHtml } from '../../platform/mail/letter-html.ts';
import { letterText } from '../../platform/mail/letter-text.ts';
import type { WithMailer } from '../../platform/mail/mailer.ts';
import { SECOND } from '../../platform/time.ts';
import { erasedLetter } from './erased-letter.ts';

/** A mail server that takes longer is not waited for. */
const PATIENCE = 15 * SECOND;

/**
 * Tells somebody, once, that they are erased. The address is in memory alone, so this is tried once and written nowhere: if
 * it fails there is no mail. Never throws.
 */
export async function tellErased(
  context: Context & WithMailer,
  { address, locale }: { address: string; locale: Locale },
): Promise<void> {
  const letter = erasedLetter(context, locale);
  const newsroom = context.settings.NEWSROOM_NAME;
  const outcome = await context.mailer?.send(
    {
      id: context.ids.random(),
      to: address,
      subject: letter.subject,
      text: letterText(letter, newsroom),
      html: letterHtml(letter, newsroom),
      date: context.clock.now(),
    },
    AbortSignal.timeout(PATIENCE),
  );
  if (outcome?.kind === 'accepted') return;
  context.log.warn('last mail not sent', { kind: 'erased', code: outcome?.kind ?? 'no-mail-server' });
}
