import type Stripe from 'stripe';
import { DAY } from '../../../platform/time.ts';
import { newId } from '../ids.ts';
import { mergeMetadata } from '../metadata.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

export const LONGEST_OPEN = DAY / 1_000;

type Parameters = Received<'CheckoutSessionCreate'>;

export function customerDetails(email: string | null, address: Wire<Stripe.Address> | null) {
  return {
    address,
    business_name: null,
    email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  } satisfies Wire<Stripe.Checkout.Session.CustomerDetails>;
}

function afterExpiration(
  given: Parameters['after_expiration'],
): Wire<Stripe.Checkout.Session>['after_expiration'] {
  const { recovery } = given ?? {};
  if (!recovery) return null;
  const { enabled, allow_promotion_codes: codes = false } = recovery;
  return { recovery: { allow_promotion_codes: codes, enabled, expires_at: null, url: null } };
}

/** An open session as `parameters`, already checked, ask for it. */
export function buildSession(
  world: World,
  parameters: Parameters,
  lineItems: readonly Wire<Stripe.LineItem>[],
  recoveredFrom: string | null,
): Wire<Stripe.Checkout.Session> {
  const id = newId('checkout.session', world.clock.now());
  const total = lineItems.reduce((sum, item) => sum + item.amount_total, 0);
  const subscribes = parameters.mode === 'subscription';
  const customer = parameters.customer ?? null;
  const known = customer === null ? undefined : world.store.get('customer', customer);
  const email = parameters.customer_email ?? known?.email ?? null;
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: parameters.adaptive_pricing?.enabled ?? true },
    after_expiration: afterExpiration(parameters.after_expiration),
    allow_promotion_codes: parameters.allow_promotion_codes ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: total,
    amount_total: total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: parameters.billing_address_collection ?? null,
    cancel_url: parameters.cancel_url ?? null,
    client_reference_id: parameters.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now(world),
    currency: lineItems[0]?.currency ?? null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: parameters.custom_text?.submit || null,
      terms_of_service_acceptance: null,
    },
    customer,
    customer_account: null,
    customer_creation: subscribes
      ? null
      : (parameters.customer_creation ?? (customer ? null : 'if_required')),
    customer_details: email === null ? null : customerDetails(email, null),
    customer_email: parameters.customer_email ?? null,
    discounts: [],
    expires_at: parameters.expires_at ?? now(world) + LONGEST_OPEN,
    integration_identifier: parameters.integration_identifier ?? null,
    invoice: null,
    invoice_creation: subscribes
      ? null
      : {
          enabled: false,
          invoice_data: {
            account_tax_ids: null,
            custom_fields: null,
            description: null,
            footer: null,
            issuer: null,
            metadata: {},
            rendering_options: null,
          },
        },
    livemode: false,
    locale: parameters.locale ?? null,
    managed_payments: null,
    metadata: mergeMetadata({}, parameters.metadata),
    mode: parameters.mode ?? 'payment',
    origin_context: parameters.origin_context ?? null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: subscribes
      ? (parameters.payment_method_collection ?? 'always')
      : 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card', 'us_bank_account', 'sepa_debit', 'bacs_debit'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: recoveredFrom,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: parameters.submit_type ?? null,
    subscription: null,
    success_url: parameters.success_url ?? null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${world.publicUrl()}/pay/${id}`,
    wallet_options: null,
  } satisfies Wire<Stripe.Checkout.Session>;
}
