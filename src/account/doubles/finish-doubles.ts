import { isTransient } from '../../platform/database.ts';
import { errorCode } from '../../platform/log.ts';
import type { ChangingContext } from '../changes/change-membership.ts';
import { settleDouble } from './settle-double.ts';
import { findAnswered } from './store.ts';

const AT_A_TIME = 100;

/**
 * Goes on with what owners have answered and Stripe has not done: it refused, or was asked for another change just then. Each
 * is asked for once a day, until one of the two is to end.
 */
export async function finishDoubles(context: ChangingContext, signal?: AbortSignal): Promise<void> {
  for (const double of await findAnswered(context.database, AT_A_TIME)) {
    if (signal?.aborted) return;
    try {
      if (double.answer !== null) await settleDouble(context, double, double.answer);
    } catch (error) {
      if (isTransient(error)) throw error;
      context.log.error('double not settled', { code: errorCode(error) });
    }
  }
}
