import type Stripe from 'stripe';
import { invalidRequest, resourceMissing } from '../errors.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';

type Charge = Wire<Stripe.Charge>;

export function chargeOf(world: World, id: string, param = 'id'): Charge {
  const charge = world.store.get('charge', id);
  if (!charge) throw resourceMissing('charge', id, param);
  return charge;
}

/** @throws StripeFault where nothing was ever charged for this intent. */
export function chargeOfIntent(world: World, id: string): Charge {
  const intent = world.store.get('payment_intent', id);
  if (!intent) throw resourceMissing('payment_intent', id, 'payment_intent');
  const charge = world.store.get('charge', intent.latest_charge ?? '');
  if (charge) return charge;
  const message = 'This PaymentIntent does not have a successful charge to refund.';
  throw invalidRequest(message, { param: 'payment_intent' });
}

/** For the controls, which take either. */
export function chargeNamed(world: World, id: string): Charge {
  return id.startsWith('pi_') ? chargeOfIntent(world, id) : chargeOf(world, id);
}
