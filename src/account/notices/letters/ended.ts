import { membershipOf } from '../membership-of.ts';
import { defineNotice } from '../notice.ts';
import { LETTERS } from './words.ts';

/** `asked`: its giver has cancelled it; `unpaid`: the last attempt to renew it has failed. */
type Why = 'asked' | 'unpaid' | 'otherwise';

/** Stripe's words for why something ended. */
const WHY: Record<string, Why> = { cancellation_requested: 'asked', payment_failed: 'unpaid' };

/** A membership is over. */
export const ended = defineNotice<{ why: Why }>({
  read: async (_context, database, notice) => {
    const membership = await membershipOf(database, notice);
    if (!membership || membership.endedAt === null) return null;
    return { why: WHY[membership.endReason ?? ''] ?? 'otherwise' };
  },
  write: ({ why }, { locale, homeUrl }) => {
    const { ended: words } = LETTERS[locale];
    return {
      subject: words.subject,
      blocks: [
        { kind: 'text', text: words.text[why] },
        { kind: 'text', text: words.again },
        { kind: 'action', label: words.action, href: homeUrl },
      ],
    };
  },
  samples: {
    'ended-asked': { why: 'asked' },
    'ended-unpaid': { why: 'unpaid' },
    'ended-otherwise': { why: 'otherwise' },
  },
});
