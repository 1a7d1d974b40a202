import { findKnownAt } from '../../members/find-known-at.ts';
import type { Context } from '../../platform/context.ts';
import { Problem } from '../../platform/http/problem.ts';
import {
  changeMembershipAtStripe,
  findChangeAtStripe,
  type OrderResult,
} from '../../stripe/change-membership.ts';
import type { WithStripe } from '../../stripe/client.ts';
import type { WithHeed } from '../../stripe/heed.ts';
import { StripeOutcome } from '../../stripe/outcome.ts';
import type { Change, Changed } from './change.ts';
import { changeText, type Details, readDetails } from './details.ts';
import { isTooOld, nextAttempt } from './rules.ts';
import { type ChangeRow, endAttempt, settleChange, takeAttempt } from './store.ts';

type ChangeContext = Context & WithStripe & WithHeed;

/**
 * Asks Stripe for a change that is written down. What it answers enters the books before the change is settled: whoever dies
 * in between leaves it waiting, and the next attempt finds it done.
 * @param change with the comment, which only the first attempt has
 * @throws Problem change-refused
 */
export async function attemptChange(
  context: ChangeContext,
  row: ChangeRow,
  change: Change,
): Promise<Changed> {
  const order = {
    id: row.membershipId,
    wish: change,
    knownAt: await findKnownAt(context.database, row.membershipId),
    idempotencyKey: `${row.id}-${row.attempt}`,
  };
  return settle(context, row, () => changeMembershipAtStripe(context.stripe, order));
}

/**
 * Another attempt at a change that is waiting. After a day, when Stripe has forgotten its keys, it is only looked whether it
 * was done; a cancellation is asked for again, since each step looks first what is so already.
 * @returns null where somebody else was faster. @throws Problem change-refused
 */
export async function repeatAttempt(context: ChangeContext, row: ChangeRow): Promise<Changed | null> {
  const details = detailsOf(row);
  const now = context.clock.now();
  const next: ChangeRow = {
    ...row,
    attempt: nextAttempt({ ...row, outcome: details.outcome }, details.hasComment),
    attemptedAt: now,
    details: changeText({ ...details, hasComment: false, outcome: null }),
  };
  if (!(await takeAttempt(context.database, row, next))) return null;
  // Whoever was told that their cancellation is on its way must not be charged again for Stripe's silence.
  const goesOn = row.kind === 'cancel' || !isTooOld(now, row);
  if (goesOn) return attemptChange(context, next, details.change);
  const order = { id: row.membershipId, wish: details.change };
  return settle(context, next, () => findChangeAtStripe(context.stripe, order));
}

export function detailsOf({ details }: ChangeRow): Details {
  // Those of a change that is waiting are there.
  return readDetails(details ?? 'null');
}

async function settle(
  context: ChangeContext,
  row: ChangeRow,
  ask: () => Promise<OrderResult>,
): Promise<Changed> {
  const result = await answerTo(context, row, ask);
  if (result === null) return { state: 'waiting' };
  for (const heard of result.heard) await context.heed(heard);
  const { state } = result;
  await settleChange(context.database, { id: row.id, state, settledAt: context.clock.now() });
  if (state === 'done') return { state };
  context.log.warn('change of a membership refused', {
    kind: row.kind,
    code: result.code,
    attempt: row.attempt,
  });
  throw new Problem('change-refused');
}

/** @returns null: not known yet */
async function answerTo(
  context: ChangeContext,
  row: ChangeRow,
  ask: () => Promise<OrderResult>,
): Promise<OrderResult | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof StripeOutcome) || error.outcome === 'refused') throw error;
    const { code, outcome } = error;
    context.log.warn('change of a membership without an answer', {
      kind: row.kind,
      code,
      attempt: row.attempt,
    });
    await endAttempt(context.database, row, changeText({ ...detailsOf(row), outcome }));
    return null;
  }
}
