import type Stripe from 'stripe';
import { resourceMissing } from '../errors.ts';
import { emitUpdate } from '../events.ts';
import { buildMandate } from '../objects/mandate.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';

/** The bank says that the payer took back, or gave again, the leave to debit. */
export function updateMandate(
  world: World,
  paymentMethod: string,
  status: 'active' | 'inactive' | 'pending',
): Wire<Stripe.Mandate> {
  const { store } = world;
  const method = store.get('payment_method', paymentMethod);
  if (!method) throw resourceMissing('payment_method', paymentMethod);
  const known = store.all('mandate').find((one) => one.payment_method === method.id);
  const mandate = known ?? store.put('mandate', buildMandate(world, method));
  const updated = store.put('mandate', { ...mandate, status });
  emitUpdate(world, 'mandate.updated', mandate, updated);
  return updated;
}
