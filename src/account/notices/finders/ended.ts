import { earliest, plus } from '../../../platform/time.ts';
import { NEWS_LASTS, type NoticeFinder } from '../finder.ts';
import { findCancelled, findEnded } from './store.ts';

/** Memberships that were cancelled of late, and live until what is paid is used up. */
export const findCancellations: NoticeFinder = async ({ clock }, database, limit) => {
  const now = clock.now();
  const found = await findCancelled(database, { news: plus(now, -NEWS_LASTS), after: now, limit });
  return found.map(({ memberId, about, at, occasion }) => ({
    kind: 'cancelled',
    memberId,
    about,
    occasion,
    dueAt: now,
    expiresAt: earliest(plus(now, NEWS_LASTS), at),
  }));
};

/** Memberships that ended of late, whatever for. */
export const findEnds: NoticeFinder = async ({ clock }, database, limit) => {
  const now = clock.now();
  const found = await findEnded(database, { since: plus(now, -NEWS_LASTS), limit });
  return found.map(({ memberId, about }) => ({
    kind: 'ended',
    memberId,
    about,
    dueAt: now,
    expiresAt: plus(now, NEWS_LASTS),
  }));
};
