import type Stripe from 'stripe';
import { DAY } from '../../../platform/time.ts';
import { newId } from '../ids.ts';
import { mergeMetadata } from '../metadata.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

const A_DAY = DAY / 1_000;

export type PayoutOrder = Pick<
  Received<'PayoutCreate'>,
  'amount' | 'currency' | 'description' | 'metadata' | 'statement_descriptor'
> & { automatic: boolean };

/** One that reaches the bank at midnight (UTC) of the second day after. */
export function buildPayout(world: World, order: PayoutOrder): Wire<Stripe.Payout> {
  const { amount, currency, automatic } = order;
  return {
    id: newId('payout', world.clock.now()),
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: (Math.floor(now(world) / A_DAY) + 2) * A_DAY,
    automatic,
    balance_transaction: null,
    created: now(world),
    currency,
    description: order.description ?? (automatic ? 'STRIPE PAYOUT' : null),
    destination: `ba_1Sandbox${currency.toUpperCase()}`,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: mergeMetadata({}, order.metadata),
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: automatic ? 'in_progress' : 'not_applicable',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: order.statement_descriptor ?? null,
    status: 'pending',
    trace_id: null,
    type: 'bank_account',
  } satisfies Wire<Stripe.Payout>;
}
