import type { Locale } from '../platform/locale.ts';
import type { Letter } from '../platform/mail/letter.ts';
import { consentText } from './consent.ts';
import { MAIL_MESSAGES } from './mail-messages.ts';

/** "Please confirm", with what is agreed to by that; pure, so that previews show what is sent. */
export function confirmationLetter({
  locale,
  newsroom,
  consentVersion,
  links,
}: {
  locale: Locale;
  newsroom: string;
  consentVersion: number;
  links: { confirm: string; erase: string };
}): Letter {
  const words = MAIL_MESSAGES[locale];
  const consent = consentText({ version: consentVersion, locale }, newsroom);
  return {
    locale,
    subject: words.subject,
    blocks: [
      { kind: 'text', text: words.text(newsroom) },
      { kind: 'action', label: words.action, href: links.confirm },
      { kind: 'text', text: `${words.consent}\n${consent}` },
      { kind: 'text', text: `${words.worth} ${words.notYou}` },
      { kind: 'footer', lines: [{ text: words.erase, label: words.eraseLabel, href: links.erase }] },
    ],
  };
}
