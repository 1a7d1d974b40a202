import { setTimeout as sleep } from 'node:timers/promises';
import type { WithCatalog } from '../catalog/catalog.ts';
import type { Context } from '../platform/context.ts';
import { Problem } from '../platform/http/problem.ts';
import type { WithStripe } from '../stripe/client.ts';
import type { Opened } from './open-session.ts';
import { startCheckout } from './start-checkout.ts';
import type { CheckoutWish, RequestKey } from './wish.ts';

const TRIES = 40;
const WAIT_MILLISECONDS = 250;

/**
 * Of a form that was sent twice, by a double click, the browser shows the second answer alone: so it waits, up to ten
 * seconds, for the checkout that the first one is opening.
 * @throws Problem as `startCheckout`
 */
export async function joinCheckout(
  context: Context & WithStripe & WithCatalog,
  wish: CheckoutWish,
  requestKey: RequestKey | null,
): Promise<Opened> {
  for (let tries = 1; tries < TRIES; tries += 1) {
    try {
      return await startCheckout(context, wish, requestKey);
    } catch (error) {
      if (!(error instanceof Problem) || error.slug !== 'request-in-flight') throw error;
      await sleep(WAIT_MILLISECONDS);
    }
  }
  return startCheckout(context, wish, requestKey);
}
