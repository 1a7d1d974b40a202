import type Stripe from 'stripe';
import { invalidRequest } from '../errors.ts';
import { emit, emitUpdate } from '../events.ts';
import { newId } from '../ids.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

type Charge = Wire<Stripe.Charge>;

/** The card's issuer suspects fraud: the money can still be given back before it is disputed. */
export function warnOfFraud(world: World, charge: Charge): Wire<Stripe.Radar.EarlyFraudWarning> {
  if (charge.status !== 'succeeded') throw invalidRequest(`Charge ${charge.id} has not succeeded.`);
  const warning = world.store.put('radar.early_fraud_warning', {
    id: newId('early_fraud_warning', world.clock.now()),
    object: 'radar.early_fraud_warning',
    actionable: !charge.refunded && !charge.disputed,
    charge: charge.id,
    created: now(world),
    fraud_type: 'made_with_stolen_card',
    livemode: false,
    ...(charge.payment_intent === null ? {} : { payment_intent: charge.payment_intent }),
  } satisfies Wire<Stripe.Radar.EarlyFraudWarning>);
  emit(world, 'radar.early_fraud_warning.created', warning);
  return warning;
}

/** Once a charge is disputed or wholly refunded, there is nothing left to do about a warning. */
export function settleWarnings(world: World, charge: Charge): void {
  if (!charge.refunded && !charge.disputed) return;
  for (const warning of world.store.all('radar.early_fraud_warning')) {
    if (warning.charge !== charge.id || !warning.actionable) continue;
    const settled = world.store.put('radar.early_fraud_warning', { ...warning, actionable: false });
    emitUpdate(world, 'radar.early_fraud_warning.updated', warning, settled);
  }
}
