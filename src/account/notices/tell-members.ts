import type { Context } from '../../platform/context.ts';
import { isTransient } from '../../platform/database.ts';
import { errorCode } from '../../platform/log.ts';
import type { NoticeFinder } from './finder.ts';
import { findCancellations, findEnds } from './finders/ended.ts';
import { findFailedPayments, findRecoveredPayments } from './finders/failed-payments.ts';
import { findPaused, findResuming } from './finders/paused.ts';
import { findRenewals } from './finders/renewal.ts';
import { findThanks } from './finders/thanks.ts';
import { type NoticePlan, planNotice } from './plan-notice.ts';

/** The one list of what members are to be told, each by who looks for it. */
export const NOTICE_FINDERS: readonly NoticeFinder[] = [
  findThanks,
  findRenewals,
  findPaused,
  findResuming,
  findCancellations,
  findEnds,
  findFailedPayments,
  findRecoveredPayments,
];

const AT_ONCE = 200;

/**
 * Plans a mail for each member who has to be told something; any number of workers may be at it.
 * @throws Error when the database cannot be had
 */
export async function tellMembers(context: Context, signal?: AbortSignal): Promise<void> {
  for (const find of NOTICE_FINDERS) {
    try {
      while (!signal?.aborted && (await tellSome(context, find))) {
        // until that finder finds no more
      }
    } catch (error) {
      if (isTransient(error)) throw error;
      context.log.error('members not looked for who have to be told', { code: errorCode(error) });
    }
  }
}

/** @returns whether there may be more. Where all were planned by somebody else meanwhile, they go on with it. */
async function tellSome(context: Context, find: NoticeFinder): Promise<boolean> {
  const plans = await find(context, context.database, AT_ONCE);
  const planned = await planAll(context, plans).catch((error) => {
    if (isTransient(error)) throw error;
    return planEach(context, plans);
  });
  return plans.length === AT_ONCE && planned > 0;
}

/** @returns how many are new */
async function planAll(context: Context, plans: readonly NoticePlan[]): Promise<number> {
  return context.database.transaction(async (transaction) => {
    let count = 0;
    for (const plan of plans) if (await planNotice(context, transaction, plan)) count += 1;
    return count;
  });
}

/** One by one, so that what is wrong with one takes no other along. @returns how many are new */
async function planEach(context: Context, plans: readonly NoticePlan[]): Promise<number> {
  let count = 0;
  for (const plan of plans) {
    try {
      count += await planAll(context, [plan]);
    } catch (error) {
      if (isTransient(error)) throw error;
      context.log.error('notice not planned', { kind: plan.kind, code: errorCode(error) });
    }
  }
  return count;
}
