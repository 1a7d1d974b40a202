import type Stripe from 'stripe';
import { type Advance, advance } from './actions/advance.ts';
import { authenticate } from './actions/authenticate.ts';
import { replaceCard } from './actions/change-method.ts';
import { releaseSchedule, tellExpiry } from './actions/change-schedule.ts';
import { markUncollectibleByHand, voidByHand } from './actions/close-by-hand.ts';
import { end } from './actions/end-subscription.ts';
import { expireCheckout } from './actions/expire-checkout.ts';
import { liveOn, retryInvoice } from './actions/live-on.ts';
import { pause, resume } from './actions/pause.ts';
import { openSession, type Payment, payCheckout } from './actions/pay-checkout.ts';
import type { Outcome } from './actions/pay-intent.ts';
import { type InvoicePayment, payInvoice } from './actions/pay-invoice.ts';
import { redeliver } from './actions/redeliver.ts';
import { renew } from './actions/renew.ts';
import { chooseMethod, letExpire, type PortalCard, replaceMethod } from './actions/replace-method.ts';
import { settleDelayed } from './actions/settle.ts';
import { updateMandate } from './actions/update-mandate.ts';
import { updateSubscription } from './actions/update-subscription.ts';
import { resourceMissing } from './errors.ts';
import type { Plan, Timer } from './kinds.ts';
import { actOnMoney, createMoneyControls, type MoneyControls } from './money-controls.ts';
import { scheduleNamed } from './objects/subscription-schedule.ts';
import { runDue } from './timers.ts';
import type { Wire } from './wire.ts';
import { API_VERSION, type World } from './world.ts';

/** What donors, banks and time do at Stripe, at the push of a button. */
export type Controls = MoneyControls & {
  /** Presses Pay on the session's page. A declined card leaves the session open. */
  pay(session: string, payment: Payment): Wire<Stripe.Checkout.Session>;
  expire(session: string): Wire<Stripe.Checkout.Session>;
  /** The bank's answer to a delayed payment. */
  settle(paymentIntent: string, outcome: 'succeed' | 'fail'): Wire<Stripe.PaymentIntent>;
  /** One renewal cycle, however far the period has come. */
  renew(subscription: string, outcome?: Outcome): Wire<Stripe.Subscription>;
  /** Ends a subscription, lets it end with its period, or takes that back. */
  cancel(subscription: string, when: 'now' | 'at-period-end' | 'not'): Wire<Stripe.Subscription>;
  /** Both of Stripe's ways: the subscription itself, or the collection of its invoices, which are voided. */
  pause(subscription: string, what: 'subscription' | 'collection'): Wire<Stripe.Subscription>;
  resume(subscription: string): Wire<Stripe.Subscription>;
  /** What shall befall the next renewal, whoever starts it. */
  plan(subscription: string, next: Plan['next']): void;
  /** One attempt to have an invoice paid, however soon the next one was due. */
  payInvoice(invoice: string, payment?: InvoicePayment): Wire<Stripe.Invoice>;
  voidInvoice(invoice: string): Wire<Stripe.Invoice>;
  markUncollectible(invoice: string): Wire<Stripe.Invoice>;
  /** The payer's answer to a bank that asked for it. */
  authenticate(paymentIntent: string, outcome: 'succeed' | 'fail'): Wire<Stripe.PaymentIntent>;
  /** The network replaces a card. */
  replaceCard(paymentMethod: string): Wire<Stripe.PaymentMethod>;
  /** A customer saves another card in the portal. */
  replaceMethod(customer: string, card: PortalCard): void;
  /** as on the portal's page: what a subscription has of its own stays */
  chooseMethod(customer: string, card: PortalCard): void;
  /** A card turns out to work only until the end of next month. */
  letExpire(paymentMethod: string): Wire<Stripe.PaymentMethod>;
  /** The subscription of this schedule goes on as it is. */
  releaseSchedule(schedule: string): Wire<Stripe.SubscriptionSchedule>;
  /** The payer's bank takes back the leave to debit, or gives it. */
  updateMandate(paymentMethod: string, status: 'active' | 'inactive' | 'pending'): Wire<Stripe.Mandate>;
  /** The account's default version of the API from now on: events are recorded in it. Today's where nothing is said. */
  setAccountVersion(version?: string): void;
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
    else if (timer.what === 'life') liveOn(world, timer.subscription);
    else if (timer.what === 'schedule-expires') tellExpiry(world, timer.schedule);
    else if (timer.what === 'retry') retryInvoice(world, timer.invoice);
    else if (timer.what === 'expire') expireCheckout(world, openSession(world, timer.session));
    else actOnMoney(world, timer);
  }

  const onFailure = (error: unknown) => log(`a timer failed: ${error}`);

  function tick(): void {
    runDue(world, world.clock.now(), { act, onFailure });
  }

  function live(id: string): Wire<Stripe.Subscription> {
    const subscription = store.get('subscription', id);
    if (!subscription || subscription.ended_at !== null) throw resourceMissing('subscription', id);
    return subscription;
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
    cancel: (id, when) =>
      store.transaction(() =>
        when === 'now'
          ? end(world, live(id))
          : updateSubscription(world, live(id), { cancel_at_period_end: when === 'at-period-end' }),
      ),
    pause: (id, what) =>
      store.transaction(() =>
        what === 'subscription'
          ? pause(world, live(id), {})
          : updateSubscription(world, live(id), { pause_collection: { behavior: 'void' } }),
      ),
    resume: (id) =>
      store.transaction(() =>
        live(id).status === 'paused'
          ? resume(world, live(id), {})
          : updateSubscription(world, live(id), { pause_collection: '' }),
      ),
    plan: (id, next) => {
      if (!store.get('subscription', id)) throw resourceMissing('subscription', id);
      store.put('plan', { id, next });
    },
    payInvoice: (invoice, payment) => store.transaction(() => payInvoice(world, invoice, payment).invoice),
    voidInvoice: (invoice) => store.transaction(() => voidByHand(world, invoice)),
    markUncollectible: (invoice) => store.transaction(() => markUncollectibleByHand(world, invoice)),
    authenticate: (intent, outcome) => store.transaction(() => authenticate(world, intent, outcome)),
    replaceCard: (id) => {
      const method = store.get('payment_method', id);
      if (!method) throw resourceMissing('payment_method', id);
      return store.transaction(() => replaceCard(world, method));
    },
    chooseMethod: (customer, card) => store.transaction(() => chooseMethod(world, customer, card)),
    replaceMethod: (customer, card) => store.transaction(() => replaceMethod(world, customer, card)),
    letExpire: (method) => store.transaction(() => letExpire(world, method)),
    releaseSchedule: (id) => store.transaction(() => releaseSchedule(world, scheduleNamed(world, id), {})),
    updateMandate: (method, status) => store.transaction(() => updateMandate(world, method, status)),
    setAccountVersion: (version = API_VERSION) => {
      world.accountVersion = version;
    },
    redeliver: (event) => store.transaction(() => redeliver(world, event)),
    tick,
    advance: (by) => {
      tick();
      return advance(world, by, { act, onFailure });
    },
  };
}
