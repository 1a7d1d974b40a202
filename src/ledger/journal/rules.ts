import { type Minor, type Money, minor } from '../../platform/money.ts';

/** What is posted to, in the names of plain-text accounting. Amounts that increase an asset or an expense are positive. */
export const ACCOUNTS = {
  /** pending and available: what `balance.retrieve` says */
  balance: 'assets:stripe:balance',
  /** ours, but held back by Stripe or a payment network */
  reserves: 'assets:stripe:reserves',
  bank: 'assets:bank',
  /** not explained yet: its source is not in our books, or its type is none that we know */
  suspense: 'equity:suspense',
  contributions: 'income:contributions',
  refunds: 'income:refunds',
  /** payments that a bank took back after they had succeeded: a bounced direct debit */
  reversals: 'income:reversals',
  disputes: 'income:disputes',
  processingFees: 'expenses:processing-fees',
  disputeFees: 'expenses:dispute-fees',
  otherFees: 'expenses:other-stripe-fees',
  exchangeDifferences: 'expenses:exchange-differences',
} as const;
export type Account = (typeof ACCOUNTS)[keyof typeof ACCOUNTS];

/** A charge that something on the balance is about. */
export type ChargeFacts = {
  id: string;
  /** the payment it paid; null: not in our books */
  paymentId: string | null;
  /** what was charged */
  presentment: Money;
  /** what it brought before fees, in settlement currency; null: its balance transaction is not in our books */
  settled: Money | null;
};

export type RefundFacts = {
  id: string;
  createdAt: Date;
  /** in the charge's currency */
  amount: Minor;
  /** it came to nothing: failed or cancelled */
  undone: boolean;
};

/** One balance transaction, with what is known about its source. */
export type Movement = {
  id: string;
  /** Stripe's words, both open lists */
  type: string;
  category: string;
  /** signed: into the balance is positive; `net` is `amount` less `fee` */
  amount: Minor;
  fee: Minor;
  net: Minor;
  /** of settlement */
  currency: string;
  sourceId: string | null;
  payoutId: string | null;
  /** what it is of, by itself or through its refund or dispute */
  charge: ChargeFacts | null;
  /** its refund, and all refunds of that charge, itself among them, in any order */
  refund: { id: string; presentment: Money; all: readonly RefundFacts[] } | null;
  dispute: { presentment: Money } | null;
  /** whether its source is a payout in our books */
  isPayout: boolean;
};

export type Posting = { account: Account; amount: Minor };

export type JournalTransaction = {
  /** of the balance transaction */
  id: string;
  description: string;
  type: string;
  sourceId: string | null;
  paymentId: string | null;
  payoutId: string | null;
  /** a memo: what the giver's bank saw. It takes no part in the sums */
  presentment: Money | null;
  /** of all its postings */
  currency: string;
  /** sums to zero */
  postings: Posting[];
};

/**
 * What a movement on the balance at Stripe means for the books. Its net goes to the Stripe balance and its fee to fees;
 * the rest to the account that its kind names, or to suspense as long as its source is not known. What `amount` and its
 * value in the books differ by is an exchange difference.
 */
export function journalise(movement: Movement): JournalTransaction {
  const { amount, fee, net, currency } = movement;
  const kind = kindOf(movement);
  const { account, value } = bookingOf(kind, movement);
  const postings = [
    { account: ACCOUNTS.balance, amount: net },
    { account: FEES[kind], amount: fee },
    { account, amount: minor(-value) },
    { account: ACCOUNTS.exchangeDifferences, amount: minor(value - amount) },
    // By Stripe's word there is never any; but the books sum to zero whatever it says.
    { account: ACCOUNTS.suspense, amount: minor(amount - fee - net) },
  ];
  return {
    id: movement.id,
    description: DESCRIPTIONS[kind],
    type: movement.type,
    sourceId: movement.sourceId,
    paymentId: movement.charge?.paymentId ?? null,
    payoutId: movement.payoutId,
    presentment: presentmentOf(movement),
    currency,
    postings: postings.filter((posting) => posting.account === ACCOUNTS.balance || posting.amount !== 0n),
  };
}

const DESCRIPTIONS = {
  charge: 'Contribution',
  refund: 'Refund',
  'refund-failed': 'Refund failed',
  reversal: 'Payment reversed',
  dispute: 'Dispute',
  payout: 'Payout',
  'top-up': 'Top-up',
  fee: 'Stripe fee',
  reserve: 'Reserve',
  unknown: 'Not explained',
} as const;
type Kind = keyof typeof DESCRIPTIONS;

/** Where the fee of each kind goes. Tax on a fee is part of it. */
const FEES: Record<Kind, Account> = {
  charge: ACCOUNTS.processingFees,
  refund: ACCOUNTS.processingFees,
  'refund-failed': ACCOUNTS.processingFees,
  reversal: ACCOUNTS.processingFees,
  dispute: ACCOUNTS.disputeFees,
  payout: ACCOUNTS.otherFees,
  'top-up': ACCOUNTS.otherFees,
  fee: ACCOUNTS.otherFees,
  reserve: ACCOUNTS.otherFees,
  unknown: ACCOUNTS.otherFees,
};

/** https://docs.stripe.com/reports/balance-transaction-types; an adjustment is explained by its category alone. */
const KINDS = new Map<string, Kind>([
  ['charge', 'charge'],
  ['payment', 'charge'],
  ['refund', 'refund'],
  ['payment_refund', 'refund'],
  ['refund_failure', 'refund-failed'],
  ['payment_failure_refund', 'reversal'],
  ['payment_reversal', 'reversal'],
  ['payout', 'payout'],
  ['payout_cancel', 'payout'],
  ['payout_failure', 'payout'],
  ['topup', 'top-up'],
  ['topup_reversal', 'top-up'],
  ['stripe_fee', 'fee'],
  ['stripe_fx_fee', 'fee'],
  ['tax_fee', 'fee'],
  ['payment_network_reserve_hold', 'reserve'],
  ['payment_network_reserve_release', 'reserve'],
  ['payout_minimum_balance_hold', 'reserve'],
  ['payout_minimum_balance_release', 'reserve'],
  ['reserve_hold', 'reserve'],
  ['reserve_release', 'reserve'],
  ['reserve_transaction', 'reserve'],
  ['reserved_funds', 'reserve'],
]);
/** https://docs.stripe.com/reports/reporting-categories */
const KINDS_OF_ADJUSTMENTS = new Map<string, Kind>([
  ['dispute', 'dispute'],
  ['dispute_reversal', 'dispute'],
  ['refund_failure', 'refund-failed'],
  ['fee', 'fee'],
  ['network_cost', 'fee'],
  ['tax', 'fee'],
]);

function kindOf({ type, category, refund, amount }: Movement): Kind {
  const kind =
    (type === 'adjustment' ? KINDS_OF_ADJUSTMENTS.get(category) : KINDS.get(type)) ?? ('unknown' as const);
  // Of a refund object, `payment_failure_refund` is the refund or, money coming back, its failure.
  if (kind !== 'reversal' || refund === null) return kind;
  return amount < 0n ? 'refund' : 'refund-failed';
}

/** The account of what moved, and its value in the books: into the balance is positive, as in `amount`. */
type Booking = { account: Account; value: Minor };

function bookingOf(kind: Kind, movement: Movement): Booking {
  const { amount, charge, dispute, isPayout } = movement;
  const suspense = { account: ACCOUNTS.suspense, value: amount };
  // A charge without a payment stands in suspense; so does what takes it back, or suspense would never be empty again.
  const ofPayment = (account: Account) => (charge?.paymentId ? account : ACCOUNTS.suspense);
  switch (kind) {
    case 'charge':
      return { account: ofPayment(ACCOUNTS.contributions), value: amount };
    case 'refund':
    case 'refund-failed': {
      const value = refundValue(movement);
      if (value === null) return suspense;
      return { account: ofPayment(ACCOUNTS.refunds), value: kind === 'refund' ? minor(-value) : value };
    }
    case 'reversal':
      return charge
        ? { account: ofPayment(ACCOUNTS.reversals), value: reversalValue(movement, charge) }
        : suspense;
    case 'dispute':
      return dispute ? { account: ofPayment(ACCOUNTS.disputes), value: amount } : suspense;
    case 'payout':
      return isPayout ? { account: ACCOUNTS.bank, value: amount } : suspense;
    case 'top-up':
      return { account: ACCOUNTS.bank, value: amount };
    case 'fee':
      return { account: ACCOUNTS.otherFees, value: amount };
    case 'reserve':
      return { account: ACCOUNTS.reserves, value: amount };
    case 'unknown':
      return suspense;
  }
}

/**
 * What a refund takes back of the charge, at the charge's own rate: its part of what the charge settled for. The parts are
 * cut from the running total, so that the refunds of a wholly refunded charge sum to exactly what it settled for.
 * One that came to nothing takes no place in the total of the others.
 * @returns null where what the charge settled for is not known
 */
function refundValue({ charge, refund, amount, currency }: Movement): Minor | null {
  if (charge === null || refund === null) return null;
  const { presentment, settled } = charge;
  const size = minor(amount < 0n ? -amount : amount);
  // Without an exchange there is no rate; and a rate into another settlement currency says nothing about this one.
  if (presentment.currency === currency || (settled !== null && settled.currency !== currency)) return size;
  if (settled === null || presentment.amount === 0n) return null;
  let before = 0n;
  for (const one of refund.all.toSorted(byPlace)) {
    if (one.id === refund.id) break;
    if (!one.undone) before += one.amount;
  }
  const share = (part: bigint) => divide(settled.amount * part, presentment.amount);
  return minor(share(before + refund.presentment.amount) - share(before));
}

/** A charge is reversed whole; only the rate may have changed meanwhile. */
function reversalValue({ amount, currency }: Movement, { presentment, settled }: ChargeFacts): Minor {
  if (settled === null || settled.currency !== currency || presentment.currency === currency) return amount;
  return amount < 0n ? minor(-settled.amount) : settled.amount;
}

function byPlace(one: RefundFacts, other: RefundFacts): number {
  const later = one.createdAt.getTime() - other.createdAt.getTime();
  if (later !== 0) return later;
  return one.id < other.id ? -1 : 1;
}

/** To the nearest, halves up; neither is negative. */
function divide(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}

function presentmentOf({ refund, dispute, charge }: Movement): Money | null {
  return refund?.presentment ?? dispute?.presentment ?? charge?.presentment ?? null;
}
