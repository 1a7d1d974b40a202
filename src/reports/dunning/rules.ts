/** Why a renewal was refused, in our words. `unknown`: Stripe has not said yet. */
export const CAUSES = [
  'insufficient-funds',
  'card-expired',
  'authentication-needed',
  'declined',
  'no-payment-method',
  'other',
  'unknown',
] as const;
export type Cause = (typeof CAUSES)[number];

/**
 * Stripe's codes, of cards (https://docs.stripe.com/declines/codes), of bank debits and of payment intents
 * (https://docs.stripe.com/error-codes). What is not here is `other`: the list is open.
 */
const OF_CODE: Record<string, Cause> = {
  insufficient_funds: 'insufficient-funds',
  withdrawal_count_limit_exceeded: 'insufficient-funds',
  card_velocity_exceeded: 'insufficient-funds',
  expired_card: 'card-expired',
  invalid_expiry_month: 'card-expired',
  invalid_expiry_year: 'card-expired',
  authentication_required: 'authentication-needed',
  authentication_not_handled: 'authentication-needed',
  payment_intent_authentication_failure: 'authentication-needed',
  invoice_payment_intent_requires_action: 'authentication-needed',
  offline_pin_required: 'authentication-needed',
  online_or_offline_pin_required: 'authentication-needed',
  pin_try_exceeded: 'authentication-needed',
  approve_with_id: 'declined',
  call_issuer: 'declined',
  card_declined: 'declined',
  card_not_supported: 'declined',
  currency_not_supported: 'declined',
  debit_not_authorized: 'declined',
  do_not_honor: 'declined',
  do_not_try_again: 'declined',
  fraudulent: 'declined',
  generic_decline: 'declined',
  highest_risk_level: 'declined',
  invalid_account: 'declined',
  issuer_not_available: 'declined',
  lost_card: 'declined',
  merchant_blacklist: 'declined',
  new_account_information_available: 'declined',
  no_action_taken: 'declined',
  not_permitted: 'declined',
  payment_intent_payment_attempt_failed: 'declined',
  pickup_card: 'declined',
  restricted_card: 'declined',
  revocation_of_all_authorizations: 'declined',
  revocation_of_authorization: 'declined',
  security_violation: 'declined',
  service_not_allowed: 'declined',
  stolen_card: 'declined',
  stop_payment_order: 'declined',
  transaction_not_allowed: 'declined',
  try_again_later: 'declined',
  missing_payment_method: 'no-payment-method',
  payment_intent_payment_method_missing: 'no-payment-method',
  payment_method_not_available: 'no-payment-method',
};

export type CauseFacts = {
  /** of the first attempt that failed, Stripe's code */
  code: string | null;
  /** the giver's bank asked for them, and no attempt was declined */
  needsAction: boolean;
  /** Stripe was asked, and named what was to pay it; nothing was ever tried with that */
  isUntried: boolean;
};

export function causeOf({ code, needsAction, isUntried }: CauseFacts): Cause {
  if (code !== null) return Object.hasOwn(OF_CODE, code) ? (OF_CODE[code] ?? 'other') : 'other';
  if (needsAction) return 'authentication-needed';
  return isUntried ? 'no-payment-method' : 'unknown';
}

export const DUNNING_GROUPINGS = ['month', 'cause', 'frequency', 'currency'] as const;
export type DunningGrouping = (typeof DUNNING_GROUPINGS)[number];

export const FATES = ['recovered', 'lost', 'open'] as const;
export type Fate = (typeof FATES)[number];

/** Renewals of a kind, in one currency: how many, and their sum in minor units. */
export type Tally = CauseFacts & {
  month: string;
  frequency: string | null;
  currency: string;
  fate: Fate;
  count: number;
  amount: bigint;
};

export type Figure = { count: number; amount: bigint };
export type DunningRow = Record<Fate | 'atRisk', Figure> & {
  /** null: of no frequency that we know */
  key: string | null;
  currency: string;
  /** of those that are settled, the part that came in, to four decimals; null where none is */
  recoveryRate: string | null;
};

const NOTHING: Figure = { count: 0, amount: 0n };

/** A row for each key and currency, in order. */
export function toRows(tallies: readonly Tally[], by: DunningGrouping): DunningRow[] {
  const rows = new Map<string, Omit<DunningRow, 'recoveryRate'>>();
  for (const tally of tallies) {
    const key = by === 'cause' ? causeOf(tally) : tally[by];
    const name = `${key ?? '~'} ${tally.currency}`;
    const empty = { atRisk: NOTHING, recovered: NOTHING, lost: NOTHING, open: NOTHING };
    const row = rows.get(name) ?? { key, currency: tally.currency, ...empty };
    const { fate } = tally;
    rows.set(name, { ...row, atRisk: plus(row.atRisk, tally), [fate]: plus(row[fate], tally) });
  }
  return [...rows]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, row]) => ({ ...row, recoveryRate: rateOf(row.recovered.count, row.lost.count) }));
}

function plus(one: Figure, other: Figure): Figure {
  return { count: one.count + other.count, amount: one.amount + other.amount };
}

/** Halves are rounded up. */
export function rateOf(recovered: number, lost: number): string | null {
  const settled = recovered + lost;
  if (settled === 0) return null;
  const parts = Math.floor((recovered * 20_000 + settled) / (2 * settled));
  return `${Math.floor(parts / 10_000)}.${(parts % 10_000).toString().padStart(4, '0')}`;
}
