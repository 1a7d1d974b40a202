import { finishPayout, unreadPayouts } from '../ledger/payout-lines.ts';
import type { Context } from '../platform/context.ts';
import { errorCode } from '../platform/log.ts';
import type { WithStripe } from '../stripe/client.ts';
import { listPayoutLines } from '../stripe/list-balance.ts';
import { applyPage } from './sweep-balance.ts';

/**
 * Asks Stripe which movements each payout carries, once it has settled them, so that every gift is tied to the payment in
 * which it reached the bank.
 * @returns how many payouts were read
 */
export async function readPayoutLines(context: Context & WithStripe): Promise<number> {
  let read = 0;
  for (const id of await unreadPayouts(context.database)) {
    try {
      for await (const page of listPayoutLines(context.stripe, id)) await applyPage(context, page);
      await finishPayout(context.database, id, context.clock.now());
      read += 1;
    } catch (error) {
      context.log.warn('payout not read', { code: errorCode(error) });
    }
  }
  return read;
}
