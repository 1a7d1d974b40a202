import { findCancellation } from '../finders/store.ts';
import { membershipOf } from '../membership-of.ts';
import { defineNotice } from '../notice.ts';
import { LETTERS } from './words.ts';

/** A membership that its giver has cancelled, and that lives until what is paid is used up. */
export const cancelled = defineNotice<{ endsAt: Date }>({
  read: async (_context, database, notice) => {
    const membership = await membershipOf(database, notice);
    if (!membership || membership.endedAt !== null || membership.endsAt === null) return null;
    const stands = await findCancellation(database, membership.id);
    return stands === notice.occasion ? { endsAt: membership.endsAt } : null;
  },
  write: ({ endsAt }, { locale, day, accountUrl }) => {
    const { cancelled: words, action } = LETTERS[locale];
    return {
      subject: words.subject,
      blocks: [
        { kind: 'text', text: words.text(day(endsAt)) },
        { kind: 'text', text: words.undo },
        { kind: 'action', label: action, href: accountUrl },
      ],
    };
  },
  samples: { cancelled: { endsAt: new Date('2026-12-23T10:00:00Z') } },
});
