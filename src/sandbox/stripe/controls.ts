import type Stripe from 'stripe';
import { type Advance, advance } from './actions/advance.ts';
import { expireCheckout } from './actions/expire-checkout.ts';
import { openSession, type Payment, payCheckout } from './actions/pay-checkout.ts';
import type { Outcome } from './actions/pay-intent.ts';
import { redeliver } from './actions/redeliver.ts';
import { renew } from './actions/renew.ts';
import { settleDelayed } from './actions/settle.ts';
import type { Timer } from './kinds.ts';
import { runDue } from './timers.ts';
import type { Wire } from './wire.ts';
import type { World } from './world.ts';

/** What donors, banks and time do at Stripe, at the push of a button. */
export type Controls = {
  /** Presses Pay on the session's page. A declined card leaves the session open. */
  pay(session: string, payment: Payment): Wire<Stripe.Checkout.Session>;
  expire(session: string): Wire<Stripe.Checkout.Session>;
  /** The bank's answer to a delayed payment. */
  settle(paymentIntent: string, outcome: 'succeed' | 'fail'): Wire<Stripe.PaymentIntent>;
  /** One renewal cycle, however far the period has come. */
  renew(subscription: string, outcome?: Outcome): Wire<Stripe.Subscription>;
  /** Sends an event once more. */
  redeliver(event: string): void;
  /** Does what is due by the clock: for a clock that was moved. */
  tick(): void;
  /** Moves the clock on, playing all that falls due on the way at its own time. @returns what time it is then */
  advance(by: Advance): Date;
};

export function createControls(world: World, log: (message: string) => void): Controls {
  const { store } = world;

  function act(timer: Timer): void {
    if (timer.what === 'settle') settleDelayed(world, timer.paymentIntent, timer.outcome);
    else expireCheckout(world, openSession(world, timer.session));
  }

  const onFailure = (error: unknown) => log(`a timer failed: ${error}`);

  function tick(): void {
    runDue(world, world.clock.now(), { act, onFailure });
  }

  return {
    pay: (session, payment) => {
      tick();
      return store.transaction(() => payCheckout(world, session, payment));
    },
    expire: (session) => store.transaction(() => expireCheckout(world, openSession(world, session))),
    settle: (intent, outcome) => store.transaction(() => settleDelayed(world, intent, outcome)),
    renew: (subscription, outcome) => store.transaction(() => renew(world, subscription, outcome)),
    redeliver: (event) => store.transaction(() => redeliver(world, event)),
    tick,
    advance: (by) => {
      tick();
      return advance(world, by, { act, onFailure });
    },
  };
}
