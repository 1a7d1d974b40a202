import type Stripe from 'stripe';
import { DAY } from '../../../platform/time.ts';
import { emit } from '../events.ts';
import { newId } from '../ids.ts';
import { unschedule } from '../timers.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { earlierIntent } from './pay-checkout.ts';
import { cancelIntent } from './pay-intent.ts';

type Session = Wire<Stripe.Checkout.Session>;

/** Stripe keeps the recovery address of an expired session for 30 days. */
const RECOVERABLE_FOR = (30 * DAY) / 1_000;

/** Closes an open session: nobody can pay on it any more. */
export function expireCheckout(world: World, session: Session): Session {
  const { store } = world;
  unschedule(world, `expire:${session.id}`);
  const intent = store.get('payment_intent', earlierIntent(world, session.id) ?? '');
  if (intent) cancelIntent(world, intent, 'expired');
  const expired = store.put('checkout.session', {
    ...session,
    after_expiration: withRecovery(world, session),
    status: 'expired',
    url: null,
  });
  emit(world, 'checkout.session.expired', expired);
  return expired;
}

function withRecovery(world: World, { id, after_expiration: after }: Session): Session['after_expiration'] {
  if (!after?.recovery?.enabled) return after;
  const token = newId('recovery', world.clock.now());
  world.store.put('recovery', { id: token, session: id, until: now(world) + RECOVERABLE_FOR });
  const url = `${world.publicUrl()}/recover/${token}`;
  return { recovery: { ...after.recovery, expires_at: now(world) + RECOVERABLE_FOR, url } };
}
