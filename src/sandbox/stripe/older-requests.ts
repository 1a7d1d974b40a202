import { isJson, type Json } from './wire.ts';

/** Stripe's command line speaks an older version of the API, without saying which. */
export function speaksOlder(userAgent: string | undefined): boolean {
  return userAgent?.includes('stripe-cli/') ?? false;
}

/**
 * Its parameters in the words of today: methods are chosen by Stripe, a source is a payment method, and where things
 * are sent to or on whose authority a bank is debited plays no part here.
 */
export function fromOlder(raw: Json): Json {
  const { payment_method_types: _, shipping: __, mandate_data: ___, source, ...rest } = raw;
  const data = rest.payment_intent_data;
  if (isJson(data)) {
    const { shipping: ____, ...intentData } = data;
    rest.payment_intent_data = intentData;
  }
  if (typeof source !== 'string') return rest;
  const method = `pm_card_${source.replace(/^tok_/, '')}`;
  return { ...rest, payment_method: method, invoice_settings: { default_payment_method: method } };
}
