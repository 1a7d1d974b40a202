import type { Context } from '../../platform/context.ts';
import { Problem } from '../../platform/http/problem.ts';
import type { WithStripe } from '../../stripe/client.ts';
import type { WithHeed } from '../../stripe/heed.ts';
import { repeatAttempt } from './attempt-change.ts';
import { abandonedBefore } from './rules.ts';
import { type ChangeRow, findAbandoned } from './store.ts';

const AT_A_TIME = 100;

/** Asks again for the changes that Stripe has not answered, and that whoever began them is not at any more. */
export async function finishChanges(
  context: Context & WithStripe & WithHeed,
  signal?: AbortSignal,
): Promise<void> {
  const before = abandonedBefore(context.clock.now());
  for (const change of await findAbandoned(context.database, before, AT_A_TIME)) {
    if (signal?.aborted) return;
    // Where Stripe is away it is so for all of them; those that are left out come first the next time.
    if ((await finish(context, change)) === 'waiting') return;
  }
}

/** Refused is settled, too: its owner sees the membership as it is. */
async function finish(context: Context & WithStripe & WithHeed, change: ChangeRow) {
  try {
    return (await repeatAttempt(context, change))?.state;
  } catch (error) {
    if (error instanceof Problem && error.slug === 'change-refused') return 'refused';
    throw error;
  }
}
