import type { Locale } from '../../platform/locale.ts';
import type { Letter } from '../../platform/mail/letter.ts';
import { MAIL_MESSAGES } from './mail-messages.ts';

/** @param links.enter signs in, once; `erase` erases all that is kept for the address */
export function signInLetter(locale: Locale, links: { enter: string; erase: string }): Letter {
  const words = MAIL_MESSAGES[locale];
  return {
    locale,
    subject: words.subject,
    blocks: [
      { kind: 'text', text: words.text },
      { kind: 'action', label: words.action, href: links.enter },
      { kind: 'text', text: `${words.worth} ${words.notYou}` },
      { kind: 'footer', lines: [{ text: words.erase, label: words.eraseLabel, href: links.erase }] },
    ],
  };
}
