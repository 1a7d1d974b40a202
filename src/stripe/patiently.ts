import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../platform/time.ts';
import { isStripeAway } from './client.ts';

const MOST_TRIES = 6;

/** One call after the other, and slower where Stripe says so: its rate limit is for those who give. */
export async function patiently<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isStripeAway(error) || tries === MOST_TRIES) throw error;
      await sleep(0.25 * SECOND * 2 ** tries);
    }
  }
}
