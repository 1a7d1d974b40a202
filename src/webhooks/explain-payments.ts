import { findUnexplained } from '../ledger/find-unexplained.ts';
import type { Context } from '../platform/context.ts';
import { errorCode } from '../platform/log.ts';
import type { WithStripe } from '../stripe/client.ts';
import { askIntentOwner, askInvoicePayments } from '../stripe/invoice-payments.ts';
import { applyObservations, countApplied } from './apply.ts';
import type { Observation } from './observe.ts';
import { answerToObservation } from './read-object.ts';

/**
 * Asks Stripe about payments that its events left unexplained: intents that no invoice has claimed (they came from outside,
 * through Stripe's dashboard or another integration), and invoices of which no intent is known (a link went missing, or they
 * were paid outside Stripe). Only these are asked about, so a surge of renewals causes no calls.
 * @param patience how long they may wait for an event that explains them, in milliseconds
 * @returns how many were explained
 */
export async function explainPayments(
  context: Context & WithStripe,
  { patience }: { patience?: number } = {},
): Promise<number> {
  const { intents, invoices } = await findUnexplained(context.database, {
    now: context.clock.now(),
    patience,
  });
  let explained = 0;
  for (const { id, createdAt } of intents) {
    explained += await explain(context, async () =>
      answerToObservation(
        { type: 'read.intent-owner', id, createdAt },
        await askIntentOwner(context.stripe, id),
      ),
    );
  }
  for (const { id, createdAt } of invoices) {
    explained += await explain(context, async () =>
      answerToObservation(
        { type: 'read.invoice-payments', id, createdAt },
        await askInvoicePayments(context.stripe, id),
      ),
    );
  }
  return explained;
}

async function explain(context: Context, ask: () => Promise<Observation>): Promise<number> {
  try {
    return countApplied(await applyObservations(context, [await ask()]));
  } catch (error) {
    // One that Stripe will not explain must not keep the others waiting.
    context.log.warn('payment not explained', { code: errorCode(error) });
    return 0;
  }
}
