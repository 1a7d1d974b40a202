import type { Context } from '../../platform/context.ts';
import type { NoticeFinder } from './finder.ts';
import { findCancellations, findEnds } from './finders/ended.ts';
import { findFailedPayments, findRecoveredPayments } from './finders/failed-payments.ts';
import { findPaused, findResuming } from './finders/paused.ts';
import { findRenewals } from './finders/renewal.ts';
import { findThanks } from './finders/thanks.ts';
import { planNotice } from './plan-notice.ts';

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

/** Plans a mail for each member who has to be told something; any number of workers may be at it. */
export async function tellMembers(context: Context, signal?: AbortSignal): Promise<void> {
  for (const find of NOTICE_FINDERS) {
    while (!signal?.aborted && (await tellSome(context, find))) {
      // until that finder finds no more
    }
  }
}

/** @returns whether there may be more. Where all were planned by somebody else meanwhile, they go on with it. */
async function tellSome(context: Context, find: NoticeFinder): Promise<boolean> {
  const plans = await find(context, context.database, AT_ONCE);
  const planned = await context.database.transaction(async (transaction) => {
    let count = 0;
    for (const plan of plans) if (await planNotice(context, transaction, plan)) count += 1;
    return count;
  });
  return plans.length === AT_ONCE && planned > 0;
}
