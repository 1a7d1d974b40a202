import type Stripe from 'stripe';
import { expireCheckout } from './actions/expire-checkout.ts';
import { openSession, type Payment, payCheckout } from './actions/pay-checkout.ts';
import type { Outcome } from './actions/pay-intent.ts';
import { redeliver } from './actions/redeliver.ts';
import { renew } from './actions/renew.ts';
import { settleDelayed } from './actions/settle.ts';
import type { Timer } from './kinds.ts';
import { actOnMoney, createMoneyControls, type MoneyControls } from './money-controls.ts';
import { runDue } from './timers.ts';
import type { Wire } from './wire.ts';
import type { World } from './world.ts';

/** What donors, banks and time do at Stripe, at the push of a button. */
export type Controls = MoneyControls & {
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
};

export function createControls(world: World, log: (message: string) => void): Controls {
  const { store } = world;

  function act(timer: Timer): void {
    if (timer.what === 'settle') settleDelayed(world, timer.paymentIntent, timer.outcome);
    else if (timer.what === 'expire') expireCheckout(world, openSession(world, timer.session));
    else actOnMoney(world, timer);
  }

  function tick(): void {
    runDue(world, act, (error) => log(`a timer failed: ${error}`));
  }

  return {
    ...createMoneyControls(world),
    pay: (session, payment) => {
      tick();
      return store.transaction(() => payCheckout(world, session, payment));
    },
    expire: (session) => store.transaction(() => expireCheckout(world, openSession(world, session))),
    settle: (intent, outcome) => store.transaction(() => settleDelayed(world, intent, outcome)),
    renew: (subscription, outcome) => store.transaction(() => renew(world, subscription, outcome)),
    redeliver: (event) => store.transaction(() => redeliver(world, event)),
    tick,
  };
}
