import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

/** What is paid with. A declined card is one of its own, as among Stripe's test cards. */
export type Instrument = {
  type: 'card' | 'us_bank_account' | 'sepa_debit' | 'bacs_debit';
  country: string;
  last4: string;
};

/** The last month in which a card works. */
export type CardEnd = { month: number; year: number };

const FAR: CardEnd = { month: 12, year: 2034 };
const HOME: Record<string, string> = { eur: 'DE', gbp: 'GB' };

export function card(currency: string, last4 = '4242', country = HOME[currency] ?? 'US'): Instrument {
  return { type: 'card', country, last4 };
}

/** A method whose answer comes days later. */
export function bankDebit(currency: string, last4 = '6789'): Instrument {
  if (currency === 'usd') return { type: 'us_bank_account', country: 'US', last4 };
  return currency === 'gbp'
    ? { type: 'bacs_debit', country: 'GB', last4 }
    : { type: 'sepa_debit', country: 'DE', last4 };
}

const CHECKS = { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' };

export function emptyAddress(country: string | null) {
  return {
    city: null,
    country,
    line1: null,
    line2: null,
    postal_code: null,
    state: null,
  } satisfies Stripe.Address;
}

export function billingDetails(email: string | null, country: string | null) {
  return {
    address: emptyAddress(country),
    email,
    name: null,
    phone: null,
    tax_id: null,
  } satisfies Stripe.Charge.BillingDetails;
}

function details({ type, country, last4 }: Instrument, expires: CardEnd) {
  const fingerprint = `sandbox${type.replaceAll('_', '')}${last4}`;
  switch (type) {
    case 'card':
      return {
        card: {
          brand: 'visa',
          checks: CHECKS,
          country,
          display_brand: 'visa',
          exp_month: expires.month,
          exp_year: expires.year,
          fingerprint,
          funding: 'credit',
          generated_from: null,
          last4,
          networks: { available: ['visa'], preferred: null },
          regulated_status: 'unregulated',
          three_d_secure_usage: { supported: true },
          wallet: null,
        },
      } satisfies Pick<Wire<Stripe.PaymentMethod>, 'card'>;
    case 'us_bank_account':
      return {
        us_bank_account: {
          account_holder_type: 'individual',
          account_type: 'checking',
          bank_name: 'STRIPE TEST BANK',
          financial_connections_account: null,
          fingerprint,
          last4,
          networks: { preferred: 'ach', supported: ['ach'] },
          routing_number: '110000000',
          status_details: null,
        },
      } satisfies Pick<Wire<Stripe.PaymentMethod>, 'us_bank_account'>;
    case 'bacs_debit':
      return { bacs_debit: { fingerprint, last4, sort_code: '108800' } } satisfies Pick<
        Wire<Stripe.PaymentMethod>,
        'bacs_debit'
      >;
    default:
      return {
        sepa_debit: {
          bank_code: '37040044',
          branch_code: '',
          country,
          fingerprint,
          generated_from: null,
          last4,
        },
      } satisfies Pick<Wire<Stripe.PaymentMethod>, 'sepa_debit'>;
  }
}

export function createPaymentMethod(
  world: World,
  instrument: Instrument,
  { email, customer, expires = FAR }: { email: string | null; customer: string | null; expires?: CardEnd },
): Wire<Stripe.PaymentMethod> {
  return world.store.put('payment_method', {
    id: newId('payment_method', world.clock.now()),
    object: 'payment_method',
    allow_redisplay: 'limited',
    billing_details: billingDetails(email, instrument.country),
    created: now(world),
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: instrument.type,
    ...details(instrument, expires),
  } satisfies Wire<Stripe.PaymentMethod>);
}

/** What a payment method was made from, for charging it again. */
export function instrumentOf(method: Wire<Stripe.PaymentMethod>): Instrument {
  const { card: cardDetails, us_bank_account: usBank, bacs_debit: bacs, sepa_debit: sepa } = method;
  if (usBank) return { type: 'us_bank_account', country: 'US', last4: usBank.last4 ?? '6789' };
  if (bacs) return { type: 'bacs_debit', country: 'GB', last4: bacs.last4 ?? '6789' };
  if (sepa) return { type: 'sepa_debit', country: sepa.country ?? 'DE', last4: sepa.last4 ?? '6789' };
  return { type: 'card', country: cardDetails?.country ?? 'US', last4: cardDetails?.last4 ?? '4242' };
}
