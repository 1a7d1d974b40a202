import type { Locale } from '../platform/locale.ts';
import type { Letter } from '../platform/mail/letter.ts';
import { MAIL_MESSAGES } from './mail-messages.ts';

export type ReminderLetter = {
  locale: Locale;
  /** the newsroom's own, in place of ours */
  subject?: string | undefined;
  /** the appeal, with what was chosen */
  href: string;
  /** absent in the last one, after which there is nothing to stop */
  stopHref?: string | undefined;
  eraseHref: string;
};

/** What a reminder says; pure, so that previews show what is sent. */
export function reminderLetter({ locale, subject, href, stopHref, eraseHref }: ReminderLetter): Letter {
  const words = MAIL_MESSAGES[locale].reminder;
  const isLast = stopHref === undefined;
  return {
    locale,
    subject: subject ?? words.subject,
    blocks: [
      { kind: 'text', text: words.text },
      { kind: 'action', label: words.action, href },
      { kind: 'text', text: words.later },
      {
        kind: 'footer',
        lines: [
          { text: isLast ? words.last : words.several },
          ...(isLast ? [] : [{ text: words.stop, label: words.stopLabel, href: stopHref }]),
          { text: words.erase, label: words.eraseLabel, href: eraseHref },
        ],
      },
    ],
  };
}

/** "Please confirm." */
export function confirmationLetter(locale: Locale, links: { confirm: string; erase: string }): Letter {
  const words = MAIL_MESSAGES[locale].confirmation;
  return {
    locale,
    subject: words.subject,
    blocks: [
      { kind: 'text', text: words.text },
      { kind: 'action', label: words.action, href: links.confirm },
      { kind: 'text', text: `${words.worth} ${words.notYou}` },
      { kind: 'footer', lines: [{ text: words.erase, label: words.eraseLabel, href: links.erase }] },
    ],
  };
}
