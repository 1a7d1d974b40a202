import type { Context } from '../../platform/context.ts';
import { errorCode } from '../../platform/log.ts';
import { DAY, plus } from '../../platform/time.ts';
import type { WithStripe } from '../../stripe/client.ts';
import { findMethodInUse, isGone } from '../../stripe/payment-method.ts';
import { NEWS_LASTS } from '../notices/finder.ts';
import { type NoticePlan, planNotice } from '../notices/plan-notice.ts';
import { insertNotice } from '../notices/store.ts';
import { type EndingMethod, findEndingMethods } from './store.ts';

const AHEAD = 30 * DAY;
/** In an hour. Whoever is asked about a month ahead can wait. */
const AT_A_TIME = 50;

/**
 * Writes to members whose card ends before it is charged the next time: once for each card and end. A newer one may be in
 * use that we know as well, so Stripe is asked which it is; where it is another, that is remembered as if it had been
 * written, and not asked again.
 * @returns how many are written to
 */
export async function tellOfEndingMethods(
  context: Context & WithStripe,
  signal?: AbortSignal,
): Promise<number> {
  const now = context.clock.now();
  const found = await findEndingMethods(context.database, {
    now,
    until: plus(now, AHEAD),
    limit: AT_A_TIME,
  });
  let told = 0;
  for (const ending of found) {
    if (signal?.aborted) break;
    try {
      const inUse = await findMethodInUse(context.stripe, ending.membershipId);
      if (await settle(context, ending, inUse === ending.methodId)) told += 1;
    } catch (error) {
      if (isGone(error)) await settle(context, ending, false);
      else context.log.warn('method not looked up', { code: errorCode(error) });
    }
  }
  return told;
}

/** @returns whether a mail is planned */
async function settle(
  context: Context,
  { membershipId: about, memberId, methodId, expires }: EndingMethod,
  isInUse: boolean,
): Promise<boolean> {
  const now = context.clock.now();
  const told = { kind: 'card-expiring', memberId, about, occasion: `${methodId} ${expires}` } as const;
  if (!isInUse) {
    await insertNotice(context.database, { ...told, id: context.ids.random(), createdAt: now });
    return false;
  }
  const plan: NoticePlan = { ...told, dueAt: now, expiresAt: plus(now, NEWS_LASTS) };
  return context.database.transaction((transaction) => planNotice(context, transaction, plan));
}
