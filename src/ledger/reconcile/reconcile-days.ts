import type { Context } from '../../platform/context.ts';
import { DAY, plus } from '../../platform/time.ts';
import type { WithStripe } from '../../stripe/client.ts';
import { reconcile } from './reconcile.ts';
import { dayOf } from './rules.ts';
import { findOpenDays } from './store.ts';

/** Days that are looked at again because something stands open; what is more waits for the next time. */
const MOST_OPEN_DAYS = 30;

/**
 * The daily comparison: yesterday, the day before, whose last facts may have come late, and each day on which something
 * still stands open, so that what was mended closes by itself.
 * @throws StripeError
 */
export async function reconcileDays(context: Context & WithStripe): Promise<void> {
  const now = context.clock.now();
  const last = { from: dayOf(plus(now, -2 * DAY)), to: dayOf(plus(now, -DAY)) };
  const open = await findOpenDays(context.database, MOST_OPEN_DAYS);
  const others = open.filter((day) => day < last.from || day > last.to);
  for (const day of others) await reconcile(context, { from: day, to: day, search: false });
  await reconcile(context, { ...last, search: false });
}
