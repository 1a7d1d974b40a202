import { chargeAfterPause } from '../../rules.ts';
import { membershipOf } from '../membership-of.ts';
import { defineNotice } from '../notice.ts';
import { dayOf } from '../rules.ts';
import { LETTERS } from './words.ts';

/** A membership was paused. `goesOn`: the day of the first charge after that. */
export const paused = defineNotice<{ goesOn: Date }>({
  read: async (_context, database, notice) => {
    const membership = await membershipOf(database, notice);
    if (membership?.status !== 'paused' || membership.pausedUntil === null) return null;
    if (dayOf(membership.pausedUntil) !== notice.occasion || membership.endsAt !== null) return null;
    return { goesOn: chargeAfterPause(membership, membership.pausedUntil) };
  },
  write: ({ goesOn }, { locale, day, accountUrl }) => {
    const { paused: words, action } = LETTERS[locale];
    return {
      subject: words.subject,
      blocks: [
        { kind: 'text', text: words.text(day(goesOn)) },
        { kind: 'text', text: words.nothing },
        { kind: 'action', label: action, href: accountUrl },
      ],
    };
  },
  samples: { paused: { goesOn: new Date('2027-01-23T10:00:00Z') } },
});
