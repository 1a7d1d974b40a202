import type { Context } from '../../platform/context.ts';
import { type Minor, minor } from '../../platform/money.ts';
import { isPaidAtStripe } from '../../stripe/ask-payment.ts';
import type { WithStripe } from '../../stripe/client.ts';
import type { ChargeReading } from '../../stripe/readings.ts';
import { dayOf, inWords, type Variance } from './rules.ts';
import type { Run } from './run.ts';
import { findPaymentsOfCharges, findPaymentsWithoutCharge, type PaymentOfCharge } from './store.ts';

const AT_A_TIME = 100;

/** A payment of ours beside the charges that brought it, several where an invoice was paid in parts. */
type Paid = { payment: PaymentOfCharge; charges: ChargeReading[] };

/**
 * Whether what these charges brought is booked, to the cent.
 * @returns the charges of which no payment is booked
 */
export async function comparePaymentsOfCharges(
  { database }: Context,
  run: Run,
  charges: readonly ChargeReading[],
): Promise<Set<string>> {
  if (charges.length === 0) return new Set();
  const byCharge = new Map(charges.map((charge) => [charge.id, charge]));
  const byPayment = new Map<string, Paid>();
  for (const payment of await findPaymentsOfCharges(database, charges)) {
    const charge = byCharge.get(payment.chargeId);
    const known = byPayment.get(payment.paymentId)?.charges ?? [];
    if (charge) byPayment.set(payment.paymentId, { payment, charges: [...known, charge] });
  }
  const all = [...byPayment.values()];
  await run.keep(all.flatMap((paid) => comparePayment(run, paid) ?? []));
  return new Set(
    all.flatMap(({ payment, charges }) => (payment.amount === null ? charges.map(({ id }) => id) : [])),
  );
}

function comparePayment(run: Run, { payment, charges }: Paid): Variance | null {
  const [first] = charges;
  if (first === undefined) return null;
  const { paymentId: id, amount: ours, currency } = payment;
  const theirs = charges.reduce((sum, { amount }) => minor(sum + BigInt(amount)), payment.others);
  const madeAt = new Date(first.createdAt);
  const about = { kind: 'payment', id, day: dayOf(madeAt), ours, theirs, currency: first.currency } as const;
  const names = charges.map((charge) => `charge ${charge.id}`).join(', ');
  const brought = `${names} brought ${inWords(theirs, first.currency)} at Stripe`;
  if (ours === null) {
    return {
      ...about,
      finding: 'missing-here',
      difference: minor(-theirs),
      pending: madeAt > run.patience('payment').heardOf,
      note: `${brought}; no payment ${id} is booked for it. Mend: backfill --since ${about.day} --apply`,
    };
  }
  const isWhole = payment.outsideStripe ? ours >= theirs : ours === theirs;
  if (isWhole && currency === first.currency) return null;
  return {
    ...about,
    finding: 'different',
    difference: minor(ours - theirs),
    pending: payment.learntAt !== null && payment.learntAt > run.startedAt,
    note: `${brought}; payment ${id} is booked with ${inWords(ours, currency ?? '')}. Look: rebuild --verify`,
  };
}

/**
 * Payments that are booked though Stripe took no money for them. Most have a charge here, which is compared by itself; only
 * of the others Stripe is asked, one by one.
 */
export async function findPaymentsFromNothing(
  context: Context & WithStripe,
  run: Run,
  span: { from: Date; to: Date },
): Promise<void> {
  let after = '';
  for (;;) {
    const page = await findPaymentsWithoutCharge(context.database, span, { after, limit: AT_A_TIME });
    for (const { id, amount, currency, paidAt, learntAt } of page) {
      const isPaid = await isPaidAtStripe(context.stripe, id);
      await run.keep(isPaid ? [] : [fromNothing(run, { id, amount, currency, paidAt, learntAt })]);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < AT_A_TIME) return;
    after = last.id;
  }
}

function fromNothing(
  run: Run,
  payment: { id: string; amount: Minor; currency: string; paidAt: Date; learntAt: Date },
): Variance {
  const { id, amount, currency, paidAt, learntAt } = payment;
  return {
    kind: 'payment',
    id,
    day: dayOf(paidAt),
    finding: 'unknown-at-stripe',
    ours: amount,
    theirs: null,
    difference: amount,
    currency,
    pending: learntAt > run.startedAt,
    note: `Payment ${id} of ${inWords(amount, currency)} is booked; Stripe took no money for it. Look: rebuild --verify`,
  };
}
