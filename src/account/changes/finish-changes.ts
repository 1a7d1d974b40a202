import type { Context } from '../../platform/context.ts';
import { isTransient } from '../../platform/database.ts';
import { Problem } from '../../platform/http/problem.ts';
import { errorCode } from '../../platform/log.ts';
import type { WithStripe } from '../../stripe/client.ts';
import type { WithHeed } from '../../stripe/heed.ts';
import { repeatAttempt } from './attempt-change.ts';
import { abandonedBefore, isTooOld } from './rules.ts';
import { type ChangeRow, findAbandoned, settleChange, takeAttempt } from './store.ts';

const AT_A_TIME = 100;

/** So many in a row without an answer, and Stripe is away for the others, too. */
const MOST_SILENT = 3;

/** Asks again for the changes that Stripe has not answered, and that whoever began them is not at any more. */
export async function finishChanges(
  context: Context & WithStripe & WithHeed,
  signal?: AbortSignal,
): Promise<void> {
  const before = abandonedBefore(context.clock.now());
  let silent = 0;
  for (const change of await findAbandoned(context.database, before, AT_A_TIME)) {
    // Those that are left out come first the next time.
    if (signal?.aborted || silent === MOST_SILENT) return;
    silent = (await finish(context, change)) === 'waiting' ? silent + 1 : 0;
  }
}

/** Refused is settled, too: its owner sees the membership as it is. @throws Error when the database cannot be had */
async function finish(context: Context & WithStripe & WithHeed, change: ChangeRow) {
  try {
    return (await repeatAttempt(context, change))?.state;
  } catch (error) {
    if (error instanceof Problem && error.slug === 'change-refused') return 'refused';
    if (isTransient(error)) throw error;
    const { kind, attempt } = change;
    context.log.error('change of a membership not finished', { kind, attempt, code: errorCode(error) });
    return putOff(context, change);
  }
}

/** What is wrong with one keeps no other waiting; and after a day its owner may ask for something else. */
async function putOff({ database, clock }: Context, change: ChangeRow): Promise<'refused' | 'put-off'> {
  const now = clock.now();
  if (isTooOld(now, change)) {
    await settleChange(database, { id: change.id, state: 'refused', settledAt: now });
    return 'refused';
  }
  await takeAttempt(database, change, { ...change, attemptedAt: now });
  return 'put-off';
}
