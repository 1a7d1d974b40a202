import type { Context } from '../../platform/context.ts';
import type { Locale } from '../../platform/locale.ts';
import type { Letter } from '../../platform/mail/letter.ts';
import { ERASED_MAIL } from './mail-messages.ts';

/** The last mail. No link in it leads to anything of theirs, because nothing is left. */
export function erasedLetter(
  { publicUrl, settings }: Pick<Context, 'publicUrl' | 'settings'>,
  locale: Locale,
): Letter {
  const words = ERASED_MAIL[locale];
  const kept = `${publicUrl}/privacy?lang=${locale}#erase`;
  return {
    locale,
    subject: settings.NOTICE_SUBJECT ?? words.subject,
    blocks: [
      { kind: 'text', text: words.text },
      {
        kind: 'footer',
        lines: [{ text: words.kept, label: words.keptLabel, href: kept }, { text: words.last }],
      },
    ],
  };
}
