import { membershipOf } from '../membership-of.ts';
import { defineNotice } from '../notice.ts';
import { dayOf, daysUntil } from '../rules.ts';
import { LETTERS } from './words.ts';

/** Two weeks before an annual charge. `turns`: from then on it is what its giver chose instead. */
export const renewal = defineNotice<{ on: Date; days: number; turns: boolean }>({
  read: async ({ clock }, database, notice) => {
    const membership = await membershipOf(database, notice);
    if (membership?.status !== 'active' || membership.endsAt !== null) return null;
    const { currentPeriodEnd: on, frequency, next } = membership;
    const days = daysUntil(on, clock.now());
    if (frequency !== 'annual' || dayOf(on) !== notice.occasion || days < 1) return null;
    return { on, days, turns: next !== null };
  },
  write: ({ on, days, turns }, { locale, day, accountUrl }) => {
    const { renewal: words, action } = LETTERS[locale];
    return {
      subject: words.subject,
      blocks: [
        { kind: 'text', text: turns ? words.turns(day(on), days) : words.text(day(on), days) },
        { kind: 'text', text: words.nothing },
        { kind: 'action', label: action, href: accountUrl },
      ],
    };
  },
  samples: {
    renewal: { on: new Date('2026-12-07T10:00:00Z'), days: 14, turns: false },
    'renewal-turns': { on: new Date('2026-12-01T10:00:00Z'), days: 8, turns: true },
  },
});
