import { listMemberships } from '../../../members/list-memberships.ts';
import type { Locale } from '../../../platform/locale.ts';
import { payLink } from '../../pay/pay-link.ts';
import { defineNotice } from '../notice.ts';
import { PAYMENT_WORDS } from './payment-words.ts';

/** What a membership is paid with ends before, or in, the month of the next charge. `month`: as 2026-11. */
export const cardExpiring = defineNotice<{ month: string; on: Date; url: string }>({
  read: async (context, database, { memberId, about, occasion, sheet }) => {
    const membership = (await listMemberships(database, memberId)).find(({ id }) => id === about);
    const month = occasion.split(' ')[1];
    if (membership?.status !== 'active' || membership.endsAt !== null || month === undefined) return null;
    const url = payLink(context, { memberId, membershipId: about }, sheet.locale);
    return { month, on: membership.currentPeriodEnd, url };
  },
  write: ({ month, on, url }, { locale, day }) => {
    const { expiring, link } = PAYMENT_WORDS[locale];
    return {
      subject: expiring.subject,
      blocks: [
        { kind: 'text', text: expiring.text(monthIn(locale, month), day(on)) },
        { kind: 'text', text: expiring.nothing },
        { kind: 'action', label: expiring.action, href: url },
        { kind: 'text', text: link },
      ],
    };
  },
  samples: {
    'card-expiring': {
      month: '2026-11',
      on: new Date('2026-12-07T10:00:00Z'),
      url: 'https://support.example/account/pay?token=a',
    },
  },
});

/** November 2026; ноябрь 2026 года. */
function monthIn(locale: Locale, month: string): string {
  const text = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' });
  return text.format(new Date(`${month}-01`)).replace(/\sг\.$/, '\u00a0года');
}
