import type { Context } from '../../platform/context.ts';
import { DAY, plus } from '../../platform/time.ts';
import type { WithStripe } from '../../stripe/client.ts';
import { type Days, reconcile } from './reconcile.ts';
import { findOpenDays, findRuns } from './results/store.ts';
import { dayOf } from './rules.ts';

/** Days that are looked at again because something stands open; what is more waits for the next time. */
const MOST_OPEN_DAYS = 30;

/**
 * The daily comparison: yesterday, the day before, whose last facts may have come late, and each day on which something
 * still stands open, so that what was mended closes by itself.
 * @throws StripeError
 */
export async function reconcileDays(context: Context & WithStripe, signal?: AbortSignal): Promise<void> {
  const last = lastDays(context.clock.now());
  const open = await findOpenDays(context.database, MOST_OPEN_DAYS);
  const others = open.filter((day) => day < last.from || day > last.to);
  for (const day of others) {
    await reconcile(context, { from: day, to: day, search: false, signal });
  }
  await reconcile(context, { ...last, search: false, signal });
}

/** The same, once a day: as long as Stripe is away, or a restart came between, the next hour tries again. */
export async function reconcileDaily(context: Context & WithStripe, signal?: AbortSignal): Promise<void> {
  const now = context.clock.now();
  const { from, to } = lastDays(now);
  const runs = await findRuns(context.database, { from, to });
  const isDone = runs.some(
    (run) => run.fromDay <= from && run.toDay >= to && dayOf(run.startedAt) === dayOf(now),
  );
  if (!isDone) await reconcileDays(context, signal);
}

function lastDays(now: Date): Days {
  return { from: dayOf(plus(now, -2 * DAY)), to: dayOf(plus(now, -DAY)) };
}
