import { DAY, earliest, plus } from '../../../platform/time.ts';
import { NEWS_LASTS, type NoticeFinder } from '../finder.ts';
import { dayOf } from '../rules.ts';
import { findAnnual } from './store.ts';

/** Two weeks before; where the service was away, later, but not when it is too late to do anything about it. */
const AHEAD = { most: 14 * DAY, least: 3 * DAY };

/** Annual charges that come soon. One that is moved to another day is told again. */
export const findRenewals: NoticeFinder = async ({ clock }, database, limit) => {
  const now = clock.now();
  const [after, until] = [plus(now, AHEAD.least), plus(now, AHEAD.most)];
  const found = await findAnnual(database, { after, until, limit });
  return found.map(({ memberId, about, at }) => ({
    kind: 'renewal',
    memberId,
    about,
    occasion: dayOf(at),
    dueAt: now,
    expiresAt: earliest(plus(now, NEWS_LASTS), at),
  }));
};
