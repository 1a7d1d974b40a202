import { MINUTE } from '../../../platform/time.ts';
import { invalidRequest, missingParameter, refuseUnserved } from '../errors.ts';
import { LONGEST_OPEN } from '../objects/checkout-session.ts';
import type { Received } from '../wire.ts';
import { now, type World } from '../world.ts';

type Parameters = Received<'CheckoutSessionCreate'>;

const SHORTEST_OPEN = (30 * MINUTE) / 1_000;

const SERVED = `adaptive_pricing after_expiration allow_promotion_codes billing_address_collection cancel_url
  client_reference_id currency custom_text customer customer_creation customer_email expires_at integration_identifier
  line_items locale metadata mode origin_context payment_intent_data payment_method_collection submit_type
  subscription_data success_url ui_mode`;
const SERVED_INTENT_DATA = `description metadata receipt_email setup_future_usage statement_descriptor
  statement_descriptor_suffix`;

/** What Stripe refuses beside wrong types. @throws StripeFault in Stripe's words. */
export function checkCheckout(world: World, parameters: Parameters): void {
  checkMode(parameters);
  checkUrls(parameters);
  checkCustomer(world, parameters);
  checkExpiry(world, parameters.expires_at);
  refuseUnserved(parameters, SERVED);
  refuseUnserved(parameters.custom_text, 'submit', 'custom_text');
  refuseUnserved(parameters.payment_intent_data, SERVED_INTENT_DATA, 'payment_intent_data');
  refuseUnserved(parameters.subscription_data, 'description metadata', 'subscription_data');
}

function checkMode({ mode, payment_intent_data, subscription_data, customer_creation }: Parameters): void {
  if (mode === undefined) throw missingParameter('mode');
  if (mode === 'setup') throw invalidRequest('The sandbox does not serve `setup` mode.', { param: 'mode' });
  if (mode === 'subscription' && payment_intent_data) throw notInMode('payment_intent_data', 'subscription');
  if (mode === 'payment' && subscription_data) throw notInMode('subscription_data', 'payment');
  if (mode === 'subscription' && customer_creation) {
    const message = '`customer_creation` can only be used in `payment` and `setup` mode.';
    throw invalidRequest(message, { param: 'customer_creation' });
  }
}

function notInMode(param: string, mode: string) {
  return invalidRequest(`You can not pass \`${param}\` in \`${mode}\` mode.`, { param });
}

function checkUrls({ ui_mode, success_url, cancel_url, return_url }: Parameters): void {
  if (ui_mode !== undefined && ui_mode !== 'hosted_page')
    throw invalidRequest('The sandbox serves `ui_mode` `hosted_page` only.', { param: 'ui_mode' });
  if (return_url !== undefined)
    throw invalidRequest('`return_url` is not allowed when `ui_mode` is `hosted_page`.', {
      param: 'return_url',
    });
  if (success_url === undefined) throw missingParameter('success_url');
  checkUrl(success_url, 'success_url');
  if (cancel_url !== undefined) checkUrl(cancel_url, 'cancel_url');
}

function checkUrl(url: string, param: string): void {
  // Stripe reads the address before it fills in the session's id, whose braces it lets pass.
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed && /^https?:$/.test(parsed.protocol) && url.length <= 5_000) return;
  throw invalidRequest('Not a valid URL', { code: 'url_invalid', param });
}

function checkCustomer(world: World, parameters: Parameters): void {
  const { customer, customer_email: email, customer_creation: creation } = parameters;
  if (customer !== undefined) {
    if (email !== undefined) throw onlyOne('customer_email');
    if (creation !== undefined) throw onlyOne('customer_creation');
    if (!world.store.get('customer', customer)) {
      const message = `No such customer: '${customer}'`;
      throw invalidRequest(message, { code: 'resource_missing', param: 'customer' });
    }
  }
  if (email !== undefined && !isEmail(email)) {
    throw invalidRequest(`Invalid email address: ${email}`, {
      code: 'email_invalid',
      param: 'customer_email',
    });
  }
  const reference = parameters.client_reference_id;
  if (reference !== undefined && reference.length > 200)
    throw invalidRequest('`client_reference_id` can have up to 200 characters.', {
      param: 'client_reference_id',
    });
}

function onlyOne(other: string) {
  return invalidRequest(`You may only specify one of these parameters: customer, ${other}.`, {
    param: 'customer',
  });
}

export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$/.test(text);
}

function checkExpiry(world: World, expiresAt: number | undefined): void {
  if (expiresAt === undefined) return;
  const wait = expiresAt - now(world);
  if (wait < SHORTEST_OPEN)
    throw invalidRequest(
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
      { param: 'expires_at' },
    );
  if (wait > LONGEST_OPEN)
    throw invalidRequest(
      'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
      { param: 'expires_at' },
    );
}
