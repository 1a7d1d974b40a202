import type { Database } from '../../platform/database.ts';
import { type Minor, minor } from '../../platform/money.ts';
import { findLines, findPayouts, type PayoutRange } from './store.ts';

export type PayoutSum = {
  id: string;
  /** on which it was made, in the reports' time zone */
  day: string;
  state: string;
  automatic: boolean;
  currency: string;
  amount: Minor;
  /** the day on which it reaches the bank, in UTC as Stripe says it */
  arrival: string;
  failure: string | null;
  /** how many lines, and what they come to; null where they are not known: not settled yet, or a payout by hand */
  lines: number | null;
  sum: Minor | null;
  /** the sum of the lines less the amount */
  difference: Minor | null;
};

export type PayoutLine = {
  id: string;
  kind: string;
  /** the payment that it is of; null for what is of none */
  paymentId: string | null;
  currency: string;
  gross: Minor;
  fee: Minor;
  net: Minor;
  at: Date;
};

/** Payouts that were made in a range of days, newest first. */
export async function listPayouts(database: Database, range: PayoutRange): Promise<PayoutSum[]> {
  return (await findPayouts(database, range, range.timeZone)).map(toSum);
}

/** @returns a payout and its lines, oldest first, or null where there is none of this id */
export async function findPayout(
  database: Database,
  { id, timeZone }: { id: string; timeZone: string },
): Promise<{ payout: PayoutSum; lines: PayoutLine[] } | null> {
  const [found] = await findPayouts(database, { id }, timeZone);
  if (found === undefined) return null;
  const lines = (await findLines(database, id)).map(({ category, createdAt, ...line }) => ({
    ...line,
    kind: KINDS[category] ?? 'other',
    at: createdAt,
  }));
  return { payout: toSum(found), lines };
}

function toSum({
  status,
  arrivesAt,
  failureCode,
  linesReadAt,
  ...row
}: Awaited<ReturnType<typeof findPayouts>>[number]): PayoutSum {
  const isKnown = linesReadAt !== null;
  return {
    ...row,
    state: status.replaceAll('_', '-'),
    arrival: arrivesAt.toISOString().slice(0, 10),
    failure: failureCode,
    lines: isKnown ? row.lines : null,
    sum: isKnown ? row.sum : null,
    difference: isKnown ? minor(row.sum - row.amount) : null,
  };
}

/** Stripe's reporting categories, which are an open list, in our words. */
const KINDS: Record<string, string> = {
  charge: 'payment',
  charge_failure: 'payment-failure',
  refund: 'refund',
  partial_capture_reversal: 'refund',
  refund_failure: 'refund-failure',
  dispute: 'dispute',
  dispute_reversal: 'dispute-reversal',
  payout: 'payout',
  payout_reversal: 'payout-return',
  fee: 'stripe-fee',
};
