import { DAY, plus } from '../../../platform/time.ts';
import { NEWS_LASTS, type NoticeFinder } from '../finder.ts';
import { findThankless } from './store.ts';

/** Some banks take two weeks. A month later it would be the second payment. */
const PAID_WITHIN = 21 * DAY;

/** First payments of late, of whoever asked for a word of thanks. */
export const findThanks: NoticeFinder = async ({ clock }, database, limit) => {
  const now = clock.now();
  const found = await findThankless(database, {
    madeSince: plus(now, -PAID_WITHIN),
    paidSince: plus(now, -NEWS_LASTS),
    limit,
  });
  return found.map(({ memberId, about }) => ({
    kind: 'thanks',
    memberId,
    about,
    dueAt: now,
    expiresAt: plus(now, NEWS_LASTS),
  }));
};
