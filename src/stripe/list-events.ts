import { toUnixSeconds } from '../platform/time.ts';
import type { StripeClient } from './client.ts';
import { readEvent, type StripeEvent } from './verify-event.ts';

/**
 * What happened at Stripe from an instant up to, not including, another; newest first, page by page. Of all types, since
 * Stripe takes no more than 20 to choose by.
 * @throws StripeError, ZodError
 */
export async function* listEvents(
  stripe: StripeClient,
  { from, to }: { from: Date; to: Date },
): AsyncGenerator<StripeEvent[]> {
  const created = { gte: toUnixSeconds(from), lt: toUnixSeconds(to) };
  let last: string | undefined;
  for (;;) {
    const after = last === undefined ? {} : { starting_after: last };
    const page = await stripe.events.list({ created, ...after, limit: 100 });
    yield page.data.map(readEvent);
    last = page.data.at(-1)?.id;
    if (!page.has_more || last === undefined) return;
  }
}
