import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

/** The payer's leave to debit a bank account. */
export function buildMandate(world: World, method: Wire<Stripe.PaymentMethod>): Wire<Stripe.Mandate> {
  return {
    id: newId('mandate', world.clock.now()),
    object: 'mandate',
    customer_acceptance: {
      accepted_at: now(world),
      online: { ip_address: '127.0.0.1', user_agent: null },
      type: 'online',
    },
    livemode: false,
    multi_use: {},
    payment_method: method.id,
    payment_method_details: { type: method.type },
    status: 'active',
    type: 'multi_use',
  } satisfies Wire<Stripe.Mandate>;
}
