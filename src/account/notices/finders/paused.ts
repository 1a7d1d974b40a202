import { DAY, earliest, plus } from '../../../platform/time.ts';
import { chargeAfterPause } from '../../rules.ts';
import { NEWS_LASTS, type NoticeFinder } from '../finder.ts';
import { dayOf } from '../rules.ts';
import { findPausing } from './store.ts';

/** Longer than any pause: one that is said to last for ever is nothing of ours. */
const LONGEST = 400 * DAY;

/** Memberships that were paused of late. */
export const findPaused: NoticeFinder = async ({ clock }, database, limit) => {
  const now = clock.now();
  const found = await findPausing(database, {
    kind: 'paused',
    news: plus(now, -NEWS_LASTS),
    after: now,
    until: plus(now, LONGEST),
    limit,
  });
  return found.map(({ memberId, about, at }) => ({
    kind: 'paused',
    memberId,
    about,
    occasion: dayOf(at),
    dueAt: now,
    expiresAt: earliest(plus(now, NEWS_LASTS), at),
  }));
};

/** How long before the first charge after a pause. */
const AHEAD = 7 * DAY;

/** Pauses that are over within a week. The charge may come later than that: the mail waits for it. */
export const findResuming: NoticeFinder = async ({ clock }, database, limit) => {
  const now = clock.now();
  const found = await findPausing(database, { kind: 'resuming', after: now, until: plus(now, AHEAD), limit });
  return found.map(({ memberId, about, at, ...membership }) => {
    const charge = chargeAfterPause(membership, at);
    return {
      kind: 'resuming',
      memberId,
      about,
      occasion: dayOf(at),
      dueAt: plus(charge, -AHEAD),
      expiresAt: charge,
    };
  });
};
