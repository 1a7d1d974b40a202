import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { errorCode } from '../../platform/log.ts';
import { plus } from '../../platform/time.ts';
import type { WithStripe } from '../../stripe/client.ts';
import { deleteCustomer } from '../../stripe/delete-customer.ts';
import { FINISHING, retryAfter } from './rules.ts';
import { deleteErasure, type Erasure, takeDueErasures, updateErasure } from './store.ts';

const AT_A_TIME = 20;
const Customers = z.array(z.string());

type Work = Context & WithStripe;

/**
 * Ends at Stripe what was erased here. Whatever falls over where, it is asked again, and a customer that is gone already is
 * no fault; once all are gone nothing is left that knew their ids.
 */
export async function finishErasures(context: Work, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted) {
    const now = context.clock.now();
    const due = await context.database.transaction((transaction) =>
      takeDueErasures(transaction, { now, until: plus(now, FINISHING), limit: AT_A_TIME }),
    );
    if (due.length === 0) return;
    for (const erasure of due) {
      // Whoever is left out is anybody's again in a while.
      if (signal?.aborted) return;
      await finish(context, erasure);
    }
  }
}

async function finish(context: Work, erasure: Erasure): Promise<void> {
  const { database, clock } = context;
  const { id, attempts } = erasure;
  const customers = customersOf(context, erasure);
  const left = customers && (await endAll(context, { customers, attempt: attempts + 1 }));
  if (left?.length === 0) return deleteErasure(database, id);
  await updateErasure(database, id, {
    ...(left && { customers: JSON.stringify(left) }),
    // The column is small, and Stripe may be away for long.
    attempts: Math.min(attempts + 1, 1_000),
    retryAt: retryAfter(attempts + 1, clock.now()),
  });
}

/** @returns null for what cannot be read: it is kept, and keeps no other waiting */
function customersOf({ log }: Work, { customers, attempts }: Erasure): string[] | null {
  try {
    return Customers.parse(JSON.parse(customers));
  } catch (error) {
    log.error('erasure cannot be read', { attempt: attempts + 1, code: errorCode(error) });
    return null;
  }
}

/** @returns those that are still there */
async function endAll(
  { stripe, log }: Work,
  { customers, attempt }: { customers: string[]; attempt: number },
): Promise<string[]> {
  const left: string[] = [];
  for (const customer of customers) {
    try {
      await deleteCustomer(stripe, customer);
    } catch (error) {
      left.push(customer);
      log.warn('erased, but not yet at Stripe', { attempt, code: errorCode(error) });
    }
  }
  return left;
}
