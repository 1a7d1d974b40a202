import { payLink } from '../../pay/pay-link.ts';
import { findRenewal, type Renewal } from '../../pay/store.ts';
import { defineNotice, type NoticeContext, type NoticeLetter, type NoticeToWrite } from '../notice.ts';
import { PAYMENT_WORDS } from './payment-words.ts';

type Failed = { on: Date; next: Date | null; url: string };

const SAMPLE = {
  on: new Date('2026-11-23T10:00:00Z'),
  url: 'https://support.example/account/pay?token=a',
};

/** A renewal did not come in. The last of these mails goes out when no other attempt is scheduled. */
export const paymentFailed = defineNotice<Failed>({
  read: async (context, database, notice) => {
    const renewal = await findRenewal(database, notice.about);
    // Of a membership that has ended meanwhile, another mail says so.
    if (!renewal?.isOpen || renewal.isPaid || renewal.isEnded) return null;
    const { failedAt: on, nextAttemptAt: next } = renewal;
    // Nor is the last word said twice, or too early.
    if ((next === null) !== (notice.occasion === 'last')) return null;
    return { on, next, url: linkOf(context, notice, renewal) };
  },
  write: ({ on, next, url }, { locale, day }) => {
    const { failed, link } = PAYMENT_WORDS[locale];
    return {
      subject: failed.subject,
      blocks: [
        { kind: 'text', text: failed.text(day(on)) },
        { kind: 'text', text: next === null ? failed.last : failed.next(day(next)) },
        { kind: 'action', label: failed.action, href: url },
        { kind: 'text', text: link },
      ],
    };
  },
  samples: {
    'payment-failed': { ...SAMPLE, next: new Date('2026-11-26T10:00:00Z') },
    'payment-failed-last': { ...SAMPLE, next: null },
  },
});

/** The bank wants to be answered by whoever pays. */
export const actionRequired = defineNotice<{ on: Date; url: string }>({
  read: async (context, database, notice) => {
    const renewal = await findRenewal(database, notice.about);
    if (!renewal?.isOpen || renewal.isPaid || renewal.isEnded) return null;
    return { on: renewal.failedAt, url: linkOf(context, notice, renewal) };
  },
  write: ({ on, url }, { locale, day }) => {
    const { confirm, link } = PAYMENT_WORDS[locale];
    return {
      subject: confirm.subject,
      blocks: [
        { kind: 'text', text: confirm.text(day(on)) },
        { kind: 'action', label: confirm.action, href: url },
        { kind: 'text', text: link },
      ],
    };
  },
  samples: { 'action-required': SAMPLE },
});

/** What was written about has come in. */
export const recovered = defineNotice<{ on: Date }>({
  read: async (_context, database, { about }) => {
    const renewal = await findRenewal(database, about);
    return renewal?.isPaid && !renewal.isEnded ? { on: renewal.failedAt } : null;
  },
  write: ({ on }, { locale, day }): NoticeLetter => {
    const words = PAYMENT_WORDS[locale].recovered;
    return {
      subject: words.subject,
      blocks: [
        { kind: 'text', text: words.text(day(on)) },
        { kind: 'text', text: words.nothing },
      ],
    };
  },
  samples: { recovered: { on: SAMPLE.on } },
});

function linkOf(context: NoticeContext, { memberId, sheet }: NoticeToWrite, { membershipId }: Renewal) {
  return payLink(context, { memberId, membershipId }, sheet.locale);
}
