import { findUnexplainedFailures } from '../ledger/find-unexplained.ts';
import type { Context } from '../platform/context.ts';
import { errorCode } from '../platform/log.ts';
import type { WithStripe } from '../stripe/client.ts';
import { type Answer, askInvoiceAttempts } from '../stripe/invoice-payments.ts';
import type { InvoicePaymentsReading } from '../stripe/readings.ts';
import { applyObservations, countApplied } from './apply.ts';
import { answerToObservation } from './read-object.ts';
import { findKnownIds } from './store.ts';

/** Nobody waits for it: a month's failures come on one day, and checkouts need Stripe's rate limit more. */
const AT_A_TIME = 10;

type Failure = { id: string; failedAt: Date };

/**
 * Asks Stripe which attempts there were to have a renewal paid that was refused: so the books know why. Each is asked about
 * until there is an answer, and no more, though it be that there was no attempt, for want of a method.
 * @returns how many were explained
 */
export async function explainFailures(context: Context & WithStripe, signal?: AbortSignal): Promise<number> {
  const failures = await findUnexplainedFailures(context.database, context.clock.now());
  const told = await findKnownIds(context.database, failures.map(noAttempts));
  const asked = failures.filter((failure) => !told.has(noAttempts(failure))).slice(0, AT_A_TIME);
  let explained = 0;
  for (const failure of asked) {
    if (signal?.aborted) break;
    try {
      const observation = toObservation(failure, await askInvoiceAttempts(context.stripe, failure.id));
      explained += countApplied(await applyObservations(context, [observation]));
    } catch (error) {
      context.log.warn('failed renewal not explained', { code: errorCode(error) });
    }
  }
  return explained;
}

/** Under this name the inbox keeps that there was none. */
function noAttempts({ id, failedAt }: Failure): string {
  return toObservation(
    { id, failedAt },
    {
      reading: { kind: 'invoice-payments', invoice: id, paymentIntents: [] },
      readAt: failedAt,
    },
  ).id;
}

function toObservation({ id, failedAt }: Failure, answer: Answer<InvoicePaymentsReading>) {
  return answerToObservation({ type: 'read.invoice-attempts', id, createdAt: failedAt }, answer);
}
