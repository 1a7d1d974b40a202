import type Stripe from 'stripe';
import { invalidRequest, resourceMissing } from '../errors.ts';
import { emit } from '../events.ts';
import { customerDetails } from '../objects/checkout-session.ts';
import { buildCustomer } from '../objects/customer.ts';
import { bankDebit, card, emptyAddress } from '../objects/payment-method.ts';
import { unschedule } from '../timers.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { isEmail } from './check-checkout.ts';
import { type Attempt, createIntent, type Outcome, payIntent } from './pay-intent.ts';
import { subscribe } from './subscribe.ts';

type Session = Wire<Stripe.Checkout.Session>;

export type Payment = { email?: string | undefined; method: Outcome; country?: string | undefined };

export function openSession(world: World, id: string): Session {
  const session = world.store.get('checkout.session', id);
  if (!session) throw resourceMissing('checkout.session', id, 'session');
  if (session.status !== 'open') throw invalidRequest(`This Checkout Session is ${session.status}.`);
  return session;
}

/** What happens when somebody presses Pay. A declined card leaves the session open. */
export function payCheckout(world: World, id: string, payment: Payment): Session {
  const session = openSession(world, id);
  const email = session.customer_details?.email ?? payment.email ?? '';
  if (!isEmail(email)) throw invalidRequest(`Invalid email address: ${email}`, { code: 'email_invalid' });
  const attempt = readAttempt(session, email, payment);
  if (attempt.outcome === 'declined') return decline(world, session, attempt);
  return session.mode === 'subscription'
    ? paySubscription(world, session, attempt)
    : payOnce(world, session, attempt);
}

function readAttempt({ currency }: Session, email: string, { method, country }: Payment): Attempt {
  const money = currency ?? 'usd';
  if (method === 'card') return { instrument: card(money, '4242', country), email, outcome: method };
  return method === 'declined'
    ? { instrument: card(money, '0002', country), email, outcome: method }
    : { instrument: bankDebit(money), email, outcome: method };
}

/** The intent of this session: the one of an earlier, declined attempt, or a new one. */
function intentOf(world: World, session: Session, customer: string | null): Wire<Stripe.PaymentIntent> {
  const { store } = world;
  const earlier = store.get('payment_intent', earlierIntent(world, session.id) ?? '');
  if (earlier) return store.put('payment_intent', { ...earlier, customer });
  const data = store.get('checkout', session.id)?.parameters.payment_intent_data;
  const subscribes = session.mode === 'subscription';
  const intent = createIntent(world, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? 'usd',
    customer,
    description: subscribes ? 'Subscription creation' : data?.description,
    metadata: data?.metadata,
    receiptEmail: data?.receipt_email,
    setupFutureUsage: subscribes ? 'off_session' : data?.setup_future_usage,
    statementDescriptor: data?.statement_descriptor,
    statementDescriptorSuffix: data?.statement_descriptor_suffix,
  });
  store.put('checkout_intent', { id: session.id, intent: intent.id });
  return intent;
}

export function earlierIntent(world: World, session: string): string | undefined {
  return world.store.get('checkout_intent', session)?.intent;
}

function decline(world: World, session: Session, attempt: Attempt): Session {
  const intent = payIntent(world, intentOf(world, session, session.customer), attempt);
  if (session.mode === 'subscription') return session;
  return world.store.put('checkout.session', { ...session, payment_intent: intent.id });
}

function customerOf(world: World, session: Session, attempt: Attempt): string | null {
  if (session.customer !== null) return session.customer;
  if (session.mode === 'payment' && session.customer_creation !== 'always') return null;
  const { email, instrument } = attempt;
  const address = { ...emptyAddress(null), country: instrument.country };
  const customer = buildCustomer(world, { email: email ?? '', address: { country: address.country } });
  emit(world, 'customer.created', customer);
  return world.store.put('customer', customer).id;
}

function payOnce(world: World, session: Session, attempt: Attempt): Session {
  const customer = customerOf(world, session, attempt);
  const intent = payIntent(world, intentOf(world, session, customer), attempt);
  return complete(world, session, attempt, { customer, payment_intent: intent.id }, intent.status);
}

function paySubscription(world: World, session: Session, attempt: Attempt): Session {
  const customer = customerOf(world, session, attempt) ?? '';
  const details = world.store.get('checkout', session.id);
  const data = details?.parameters.subscription_data;
  const prices = (details?.lineItems ?? []).flatMap(({ price, quantity }) =>
    price ? [{ price, quantity: quantity ?? 1 }] : [],
  );
  const order = { customer, prices, description: data?.description ?? null, metadata: data?.metadata };
  const intent = intentOf(world, session, customer);
  const made = subscribe(world, order, attempt, intent);
  const links = { customer, invoice: made.invoice.id, subscription: made.subscription.id };
  return complete(world, session, attempt, links, made.intent?.status ?? 'succeeded');
}

function complete(
  world: World,
  session: Session,
  { email, instrument }: Attempt,
  links: Pick<Session, 'customer'> & Partial<Pick<Session, 'payment_intent' | 'invoice' | 'subscription'>>,
  intentStatus: string,
): Session {
  unschedule(world, `expire:${session.id}`);
  const done = world.store.put('checkout.session', {
    ...session,
    ...links,
    customer_details: customerDetails(email, emptyAddress(instrument.country)),
    payment_status: intentStatus === 'succeeded' ? 'paid' : 'unpaid',
    status: 'complete',
    url: null,
  });
  emit(world, 'checkout.session.completed', done);
  return done;
}
