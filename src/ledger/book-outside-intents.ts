import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { errorCode } from '../platform/log.ts';
import { plus, SECOND } from '../platform/time.ts';
import type { WithStripe } from '../stripe/client.ts';
import { findInvoiceOfIntent } from '../stripe/invoice-payments.ts';
import type { SucceededIntent } from './facts.ts';
import { recordIntents } from './record-intents.ts';
import { recordPayments } from './record-payments.ts';
import { findOldestUnclaimed, findUnclaimedIntents, markIntentBooked } from './store.ts';

/** `invoice_payment.paid` comes within seconds of the payment; whoever is unclaimed after this is asked about. */
const PATIENCE = 30 * SECOND;
const AT_A_TIME = 50;

/**
 * Books the payments that came through neither our checkout nor an invoice (Stripe's dashboard, another integration).
 * Only these are asked about at Stripe, one by one, so a surge of renewals causes no calls.
 * @returns how many were booked
 */
export async function bookOutsideIntents(context: Context & WithStripe): Promise<number> {
  const before = plus(context.clock.now(), -PATIENCE);
  const unclaimed = await findUnclaimedIntents(context.database, { before, limit: AT_A_TIME });
  let booked = 0;
  for (const intent of unclaimed) {
    try {
      if (await settle(context, intent)) booked += 1;
    } catch (error) {
      // One that Stripe will not explain must not keep the others waiting.
      context.log.warn('payment intent not explained', { code: errorCode(error) });
    }
  }
  return booked;
}

/** @returns whether it was a payment from outside */
async function settle(context: Context & WithStripe, intent: SucceededIntent): Promise<boolean> {
  const invoiceId = await findInvoiceOfIntent(context.stripe, intent.id);
  if (invoiceId === null) return bookOutside(context, intent);
  await recordIntents(context.database, {
    claims: [{ id: intent.id, invoiceId, learntAt: intent.learntAt }],
  });
  return false;
}

async function bookOutside(context: Context, intent: SucceededIntent): Promise<boolean> {
  return context.database.transaction(async (transaction) => {
    // Whose it is may have changed since it was looked up.
    const booked = await markIntentBooked(transaction, intent.id, context.clock.now());
    if (booked === undefined) return false;
    await recordPayments(transaction, [
      {
        id: intent.id,
        memberId: booked.memberId,
        membershipId: null,
        contributionId: null,
        frequency: 'once',
        amount: intent.amount,
        currency: intent.currency,
        paidAt: intent.succeededAt,
        learntAt: intent.learntAt,
      },
    ]);
    return true;
  });
}

/** @returns when the oldest payment intent succeeded of which we do not know yet what it pays, or null */
export function oldestUnclaimedIntent(database: Database): Promise<Date | null> {
  return findOldestUnclaimed(database);
}
