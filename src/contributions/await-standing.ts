import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../platform/context.ts';
import { type CheckoutStanding, findCheckout } from './find-checkout.ts';

const TRIES = 12;
const WAIT_MILLISECONDS = 250;

/**
 * A reader comes back from Stripe as fast as Stripe's event, often faster: so that they are not told "we have not heard
 * yet", the answer waits up to three seconds for it.
 */
export async function awaitStanding(
  context: Context,
  id: string,
  returnedFrom: string | undefined,
): Promise<CheckoutStanding | undefined> {
  for (let tries = 1; tries < TRIES; tries += 1) {
    const standing = await findCheckout(context, id, returnedFrom);
    if (standing?.status !== 'open') return standing;
    await sleep(WAIT_MILLISECONDS);
  }
  return findCheckout(context, id, returnedFrom);
}
