import type { PaymentLife } from '../../ledger/rules.ts';
import type { OwnStatus } from '../../members/rules.ts';
import type { Minor } from '../../platform/money.ts';

/** How a payment stands towards its giver. `taken-back`: by their bank, for good. */
export const PAYMENT_STATUSES = ['paid', 'partly-refunded', 'refunded', 'disputed', 'taken-back'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** What else befell it moved no money, or is settled. */
const STATUSES: Partial<Record<PaymentLife, PaymentStatus>> = {
  'partly refunded': 'partly-refunded',
  refunded: 'refunded',
  disputed: 'disputed',
  lost: 'taken-back',
};

export function paymentStatusOf(life: PaymentLife): PaymentStatus {
  return STATUSES[life] ?? 'paid';
}

export const GIVER_STATUSES = ['supporter', 'member', 'past-due', 'paused', 'ending', 'lapsed'] as const;
export type GiverStatus = (typeof GIVER_STATUSES)[number];

/** Of several memberships the first in this list that any of them has: what is owed first, then what is liveliest. */
const BY_WEIGHT: readonly [OwnStatus, GiverStatus][] = [
  ['past-due', 'past-due'],
  ['active', 'member'],
  ['paused', 'paused'],
  ['ending', 'ending'],
  ['ended', 'lapsed'],
];

/** Whoever has, and had, no membership is a supporter. */
export function giverStatusOf(memberships: readonly OwnStatus[]): GiverStatus {
  return BY_WEIGHT.find(([status]) => memberships.includes(status))?.[1] ?? 'supporter';
}

/** What these come to, each currency by itself, in the order in which they first appear. */
export function sumByCurrency(
  lines: readonly { amount: Minor; currency: string }[],
): { amount: bigint; currency: string }[] {
  const sums = new Map<string, bigint>();
  for (const { amount, currency } of lines) sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  return [...sums].map(([currency, amount]) => ({ currency, amount }));
}
