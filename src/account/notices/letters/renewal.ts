import { listMemberships } from '../../../members/list-memberships.ts';
import { defineNotice } from '../notice.ts';
import { dayOf, daysUntil } from '../rules.ts';
import { LETTERS } from './words.ts';

/** Two weeks before an annual charge. `turns`: from then on it is what its giver chose instead. */
export const renewal = defineNotice<{ on: Date; days: number; turns: boolean }>({
  read: async (context, database, { memberId, about, occasion }) => {
    const membership = (await listMemberships(database, memberId)).find(({ id }) => id === about);
    if (membership?.status !== 'active' || membership.endsAt !== null) return null;
    const { currentPeriodEnd: on, frequency, next } = membership;
    const days = daysUntil(on, context.clock.now());
    if (frequency !== 'annual' || dayOf(on) !== occasion || days < 1) return null;
    return { on, days, turns: next !== null };
  },
  write: ({ on, days, turns }, { locale, day, accountUrl }) => {
    const words = LETTERS[locale].renewal;
    return {
      subject: words.subject,
      blocks: [
        { kind: 'text', text: turns ? words.turns(day(on), days) : words.text(day(on), days) },
        { kind: 'text', text: words.nothing },
        { kind: 'action', label: words.action, href: accountUrl },
      ],
    };
  },
  samples: {
    renewal: { on: new Date('2026-12-07T10:00:00Z'), days: 14, turns: false },
    'renewal-turns': { on: new Date('2026-12-07T10:00:00Z'), days: 1, turns: true },
  },
});
