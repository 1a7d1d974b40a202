import { MINUTE, plus } from '../../../platform/time.ts';
import { kindOf, occasionOf } from '../../pay/rules.ts';
import { findFailing, findRecovered } from '../../pay/store.ts';
import { NEWS_LASTS, type NoticeFinder } from '../finder.ts';

/** Where Stripe ends a membership after the last attempt, that is told right after it. */
const PATIENCE = 5 * MINUTE;

/** Renewals that were refused: at first, each week while another attempt is scheduled, and when none is any more. */
export const findFailedPayments: NoticeFinder = async ({ clock }, database, limit) => {
  const now = clock.now();
  const found = await findFailing(database, { now, limit });
  return found.map((failing) => ({
    kind: kindOf(failing),
    memberId: failing.memberId,
    about: failing.id,
    occasion: occasionOf(failing),
    dueAt: failing.isOver ? plus(now, PATIENCE) : now,
    expiresAt: plus(now, NEWS_LASTS),
  }));
};

/** Those that somebody was written about, and that came in after all. */
export const findRecoveredPayments: NoticeFinder = async ({ clock }, database, limit) => {
  const now = clock.now();
  const found = await findRecovered(database, { now, limit });
  return found.map(({ id, memberId }) => ({
    kind: 'recovered',
    memberId,
    about: id,
    dueAt: now,
    expiresAt: plus(now, NEWS_LASTS),
  }));
};
