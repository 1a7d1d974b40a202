import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { billingDetails, type Instrument } from './payment-method.ts';

export type Decline = { code: string; declineCode: string | null; message: string };

function methodDetails({ type, country, last4 }: Instrument, amount: number) {
  switch (type) {
    case 'card':
      return {
        type,
        card: {
          amount_authorized: amount,
          authorization_code: '123456',
          brand: 'visa',
          checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
          country,
          electronic_commerce_indicator: null,
          exp_month: 12,
          exp_year: 2034,
          fingerprint: `sandboxcard${last4}`,
          funding: 'credit',
          installments: null,
          last4,
          mandate: null,
          network: 'visa',
          network_transaction_id: null,
          regulated_status: 'unregulated',
          three_d_secure: null,
          transaction_link_id: null,
          wallet: null,
        },
      } satisfies Wire<Stripe.Charge.PaymentMethodDetails>;
    case 'us_bank_account':
      return {
        type,
        us_bank_account: {
          account_holder_type: 'individual',
          account_type: 'checking',
          bank_name: 'STRIPE TEST BANK',
          fingerprint: `sandboxusbankaccount${last4}`,
          last4,
          payment_reference: null,
          routing_number: '110000000',
        },
      } satisfies Wire<Stripe.Charge.PaymentMethodDetails>;
    case 'bacs_debit':
      return {
        type,
        bacs_debit: { fingerprint: `sandboxbacsdebit${last4}`, last4, mandate: null, sort_code: '108800' },
      } satisfies Wire<Stripe.Charge.PaymentMethodDetails>;
    default:
      return {
        type,
        sepa_debit: {
          bank_code: '37040044',
          branch_code: '',
          country,
          fingerprint: `sandboxsepadebit${last4}`,
          last4,
          mandate: null,
        },
      } satisfies Wire<Stripe.Charge.PaymentMethodDetails>;
  }
}

function outcome(decline: Decline | null) {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: decline ? 'declined_by_network' : 'approved_by_network',
    reason: decline?.declineCode ?? null,
    risk_level: 'normal',
    risk_score: 20,
    seller_message: decline ? 'The bank did not return any further details.' : 'Payment complete.',
    type: decline ? 'issuer_declined' : 'authorized',
  } satisfies Wire<Stripe.Charge.Outcome>;
}

/** An attempt to move the money of `intent`, in the state in which it starts. */
export function buildCharge(
  world: World,
  intent: Wire<Stripe.PaymentIntent>,
  attempt: {
    status: 'succeeded' | 'pending' | 'failed';
    instrument: Instrument;
    method: string;
    email: string | null;
    decline: Decline | null;
  },
): Wire<Stripe.Charge> {
  const { status, instrument, method, email, decline } = attempt;
  return {
    id: newId('charge', world.clock.now()),
    object: 'charge',
    amount: intent.amount,
    amount_captured: status === 'failed' ? 0 : intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: billingDetails(email, instrument.country),
    calculated_statement_descriptor: 'SANDBOX',
    captured: status !== 'failed',
    created: now(world),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcome(decline),
    paid: status === 'succeeded',
    payment_intent: intent.id,
    payment_method: method,
    payment_method_details: methodDetails(instrument, intent.amount),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status,
    transfer_data: null,
    transfer_group: null,
  } satisfies Wire<Stripe.Charge>;
}
