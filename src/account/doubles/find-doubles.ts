import type { Context } from '../../platform/context.ts';
import { isTransient } from '../../platform/database.ts';
import { errorCode } from '../../platform/log.ts';
import { DAY, plus } from '../../platform/time.ts';
import { planNotice } from '../notices/plan-notice.ts';
import { LOOKED_BACK } from './rules.ts';
import { findNewDoubles, insertDouble, type NewDouble, settleOver } from './store.ts';

const AT_ONCE = 200;
const MAIL_KEEPS = 3 * DAY;

/**
 * Looks for members who have two memberships where one was meant: started in two windows, in another browser, or outside
 * our checkout. Its owner is asked by mail, the desk sees it; nothing is ended or given back unasked. From what stands, so
 * that it makes no difference in what order it was heard.
 */
export async function findDoubles(context: Context, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  const now = context.clock.now();
  await settleOver(context.database, now);
  const found = await findNewDoubles(context.database, {
    startedAfter: plus(now, -LOOKED_BACK),
    limit: AT_ONCE,
  });
  for (const double of found) {
    if (signal?.aborted) return;
    try {
      await keepDouble(context, double);
    } catch (error) {
      if (isTransient(error)) throw error;
      context.log.error('double not kept', { code: errorCode(error) });
    }
  }
}

async function keepDouble(context: Context, double: NewDouble): Promise<void> {
  const id = context.ids.random();
  const now = context.clock.now();
  await context.database.transaction(async (transaction) => {
    if (!(await insertDouble(transaction, { id, ...double, foundAt: now }))) return;
    const { memberId } = double;
    await planNotice(context, transaction, {
      kind: 'double',
      memberId,
      about: id,
      dueAt: now,
      expiresAt: plus(now, MAIL_KEEPS),
    });
  });
}
