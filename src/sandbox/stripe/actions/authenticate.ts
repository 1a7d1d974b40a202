import type Stripe from 'stripe';
import { invalidRequest, resourceMissing } from '../errors.ts';
import { emit } from '../events.ts';
import { instrumentOf } from '../objects/payment-method.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { payIntent } from './pay-intent.ts';
import { settleBilled } from './settle.ts';

type Intent = Wire<Stripe.PaymentIntent>;

/** The payer convinces the bank, or does not, and all that follows from it. */
export function authenticate(world: World, id: string, outcome: 'succeed' | 'fail'): Intent {
  const intent = world.store.get('payment_intent', id);
  if (!intent) throw resourceMissing('payment_intent', id);
  const method = world.store.get('payment_method', intent.payment_method ?? '');
  if (intent.status !== 'requires_action' || !method) {
    throw invalidRequest(`This PaymentIntent requires no action: its status is ${intent.status}.`);
  }
  const answered =
    outcome === 'fail'
      ? refuse(world, intent, method)
      : payIntent(world, intent, {
          instrument: instrumentOf(method),
          email: intent.receipt_email,
          method: method.id,
          outcome: 'card',
        });
  settleBilled(world, answered);
  return answered;
}

function refuse(world: World, intent: Intent, method: Wire<Stripe.PaymentMethod>): Intent {
  const refused = world.store.put('payment_intent', {
    ...intent,
    last_payment_error: {
      code: 'payment_intent_authentication_failure',
      message: 'The provided PaymentMethod has failed authentication.',
      payment_method: method,
      type: 'invalid_request_error',
    },
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  emit(world, 'payment_intent.payment_failed', refused);
  return refused;
}
