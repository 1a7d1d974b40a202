import type Stripe from 'stripe';
import { newId, newSecret } from '../ids.ts';
import { mergeMetadata } from '../metadata.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

type Data = NonNullable<Received<'CheckoutSessionCreate'>['payment_intent_data']>;

export type IntentOrder = {
  amount: number;
  currency: string;
  customer: string | null;
  description?: string | null;
  metadata?: Data['metadata'] | '';
  receiptEmail?: string | null;
  setupFutureUsage?: string | null;
  statementDescriptor?: string | null;
  statementDescriptorSuffix?: string | null;
};

export function buildPaymentIntent(world: World, order: IntentOrder): Wire<Stripe.PaymentIntent> {
  const id = newId('payment_intent', world.clock.now());
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: order.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: newSecret(`${id}_secret_`, 25),
    confirmation_method: 'automatic',
    created: now(world),
    currency: order.currency,
    customer: order.customer,
    customer_account: null,
    description: order.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata({}, order.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card', 'us_bank_account', 'sepa_debit', 'bacs_debit'],
    payment_record: null,
    processing: null,
    receipt_email: order.receiptEmail ?? null,
    review: null,
    setup_future_usage: order.setupFutureUsage ?? null,
    shipping: null,
    source: null,
    statement_descriptor: order.statementDescriptor ?? null,
    statement_descriptor_suffix: order.statementDescriptorSuffix ?? null,
    status: 'requires_payment_method',
    transfer_group: null,
  } satisfies Wire<Stripe.PaymentIntent>;
}
