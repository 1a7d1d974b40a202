import type Stripe from 'stripe';
import { emit } from '../events.ts';
import { buildCharge, type Decline } from '../objects/charge.ts';
import { buildPaymentIntent, type IntentOrder } from '../objects/payment-intent.ts';
import { createPaymentMethod, type Instrument } from '../objects/payment-method.ts';
import { TROUBLES } from '../objects/test-methods.ts';
import { schedule } from '../timers.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { openDispute } from './dispute.ts';
import { settleCharge } from './settle-charge.ts';
import { warnOfFraud } from './warn-of-fraud.ts';

type Intent = Wire<Stripe.PaymentIntent>;

/** How an attempt to pay ends: at once, or days later for the two delayed ones. */
export type Outcome = 'card' | 'declined' | 'delayed-success' | 'delayed-failure';

export type Attempt = {
  instrument: Instrument;
  email: string | null;
  outcome: Outcome;
  /** A method that exists already; without one the attempt makes its own. */
  method?: string;
};

export const DECLINED: Decline = {
  code: 'card_declined',
  declineCode: 'generic_decline',
  message: 'Your card was declined.',
};

export const DEBIT_FAILED: Decline = {
  code: 'payment_intent_payment_attempt_failed',
  declineCode: null,
  message: 'The payment failed: the bank returned the debit.',
};

export function createIntent(world: World, order: IntentOrder): Intent {
  const intent = world.store.put('payment_intent', buildPaymentIntent(world, order));
  emit(world, 'payment_intent.created', intent);
  return intent;
}

/** One attempt to pay `intent`, with everything that Stripe records and tells about it. */
export function payIntent(world: World, intent: Intent, attempt: Attempt): Intent {
  const { instrument, email, outcome } = attempt;
  const { customer } = intent;
  const method = attempt.method ?? createPaymentMethod(world, instrument, { email, customer }).id;
  const decline = outcome === 'declined' ? DECLINED : null;
  const status = outcome === 'card' ? 'succeeded' : outcome === 'declined' ? 'failed' : 'pending';
  const charge = world.store.put(
    'charge',
    buildCharge(world, intent, { status, instrument, method, email, decline }),
  );
  const tried: Intent = { ...intent, latest_charge: charge.id, payment_method: method };
  if (outcome === 'card') return succeed(world, tried, charge, instrument);
  if (decline) return fail(world, tried, charge, decline);
  return waitForBank(world, tried, charge, outcome === 'delayed-success' ? 'succeed' : 'fail');
}

function waitForBank(
  world: World,
  intent: Intent,
  charge: Wire<Stripe.Charge>,
  outcome: 'succeed' | 'fail',
): Intent {
  const waiting = world.store.put('payment_intent', {
    ...intent,
    last_payment_error: null,
    status: 'processing',
  });
  emit(world, 'charge.pending', charge);
  emit(world, 'payment_intent.processing', waiting);
  const at = world.clock.now().getTime() + world.settleDelayedAfterMs;
  schedule(world, { id: `settle:${intent.id}`, at, what: 'settle', paymentIntent: intent.id, outcome });
  return waiting;
}

/** The money arrives. Its balance transaction follows in an update of its own, as Stripe sends it. */
export function succeed(
  world: World,
  intent: Intent,
  charge: Wire<Stripe.Charge>,
  instrument: Instrument,
): Intent {
  const { store } = world;
  const paid = store.put('charge', { ...charge, captured: true, paid: true, status: 'succeeded' });
  const done = store.put('payment_intent', {
    ...intent,
    amount_received: intent.amount,
    last_payment_error: null,
    status: 'succeeded',
  });
  emit(world, 'charge.succeeded', paid);
  emit(world, 'payment_intent.succeeded', done);
  const updated = world.lateBalances ? paid : settleCharge(world, paid);
  const trouble = instrument.type === 'card' ? TROUBLES[instrument.last4] : undefined;
  if (trouble === 'warning') warnOfFraud(world, updated);
  else if (trouble) openDispute(world, updated, trouble);
  return done;
}

/** The attempt is refused: the intent waits for another method. */
export function fail(world: World, intent: Intent, charge: Wire<Stripe.Charge>, reason: Decline): Intent {
  const { store } = world;
  const failed = store.put('charge', {
    ...charge,
    amount_captured: 0,
    captured: false,
    failure_code: reason.code,
    failure_message: reason.message,
    paid: false,
    status: 'failed',
  });
  const method = store.get('payment_method', charge.payment_method ?? '');
  const open = store.put('payment_intent', {
    ...intent,
    last_payment_error: {
      charge: charge.id,
      code: reason.code,
      ...(reason.declineCode === null ? {} : { decline_code: reason.declineCode }),
      message: reason.message,
      ...(method ? { payment_method: method } : {}),
      type: method?.type === 'card' ? 'card_error' : 'invalid_request_error',
    },
    payment_method: null,
    status: 'requires_payment_method',
  });
  emit(world, 'charge.failed', failed);
  emit(world, 'payment_intent.payment_failed', open);
  return open;
}

export function cancelIntent(world: World, intent: Intent, reason: string): Intent {
  const canceled = world.store.put('payment_intent', {
    ...intent,
    canceled_at: now(world),
    cancellation_reason: reason,
    status: 'canceled',
  });
  emit(world, 'payment_intent.canceled', canceled);
  return canceled;
}
