import type { Database } from '../platform/database.ts';
import { byId, uniqueBy } from '../platform/order.ts';
import type { BalanceTransaction, Charge } from './facts.ts';
import { CHARGE_STATUSES } from './rules.ts';
import { insertBalanceTransactions, upsertCharges } from './store.ts';

/** Keeps attempts to take money. A later word adds what an earlier one did not know; an attempt only moves forward. */
export async function recordCharges(database: Database, charges: Charge[]): Promise<void> {
  const whole = uniqueBy(charges, ({ id }) => id, together);
  await upsertCharges(database, whole.toSorted(byId));
}

function together(one: Charge, other: Charge): Charge {
  const isFurther = CHARGE_STATUSES.indexOf(one.status) >= CHARGE_STATUSES.indexOf(other.status);
  const [further, less] = isFurther ? [one, other] : [other, one];
  return {
    ...further,
    failureCode: further.failureCode ?? less.failureCode,
    paymentIntentId: further.paymentIntentId ?? less.paymentIntentId,
    balanceTransactionId: further.balanceTransactionId ?? less.balanceTransactionId,
  };
}

/** Keeps what moved on the balance at Stripe, each once by its id. */
export async function recordBalanceTransactions(
  database: Database,
  transactions: BalanceTransaction[],
): Promise<void> {
  const whole = uniqueBy(
    transactions,
    ({ id }) => id,
    (kept, other) => ({ ...kept, payoutId: kept.payoutId ?? other.payoutId }),
  );
  await insertBalanceTransactions(database, whole.toSorted(byId));
}
