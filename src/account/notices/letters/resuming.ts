import { chargeAfterPause } from '../../rules.ts';
import { membershipOf } from '../membership-of.ts';
import { defineNotice } from '../notice.ts';
import { dayOf, daysUntil } from '../rules.ts';
import { LETTERS } from './words.ts';

/** A week before the first charge after a pause. */
export const resuming = defineNotice<{ on: Date; days: number }>({
  read: async ({ clock }, database, notice) => {
    const membership = await membershipOf(database, notice);
    if (membership === undefined || membership.endsAt !== null) return null;
    const { status, pausedUntil, currentPeriodEnd } = membership;
    const now = clock.now();
    // A pause may be over some days before the charge. Who ended theirs before it was over knows.
    const isOver = status === 'active' && notice.occasion <= dayOf(now);
    const lasts = status === 'paused' && pausedUntil !== null && dayOf(pausedUntil) === notice.occasion;
    if (!isOver && !lasts) return null;
    const on = lasts ? chargeAfterPause(membership, pausedUntil) : currentPeriodEnd;
    const days = daysUntil(on, now);
    return days < 1 ? null : { on, days };
  },
  write: ({ on, days }, { locale, day, accountUrl }) => {
    const { resuming: words, action } = LETTERS[locale];
    return {
      subject: words.subject,
      blocks: [
        { kind: 'text', text: words.text(day(on), days) },
        { kind: 'text', text: words.nothing },
        { kind: 'action', label: action, href: accountUrl },
      ],
    };
  },
  samples: { resuming: { on: new Date('2027-01-23T10:00:00Z'), days: 7 } },
});
