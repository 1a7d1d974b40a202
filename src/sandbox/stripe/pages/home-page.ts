import { html } from 'hono/html';
import { DAILY } from '../actions/pay-out.ts';
import type { Kinds } from '../kinds.ts';
import { currentPeriod } from '../objects/subscription.ts';
import { API_SWITCHES, DELIVERY_SWITCHES, isOn, MONEY_SWITCHES, type Switches } from '../switches.ts';
import type { World } from '../world.ts';
import type { Action } from './action.ts';
import { ACTIONS, TIME_ACTIONS } from './home-actions.ts';
import { type Html, layout } from './layout.ts';
import { heldBy, MONEY_ACTIONS } from './money-actions.ts';
import { BALANCE, CHARGES, DISPUTES, FRAUD_WARNINGS, PAYOUTS, REFUNDS } from './money-sections.ts';
import { amount, created, day, headed, type Section, SHOWN, shown, status } from './section.ts';
import { wordsIn } from './words.ts';

const SESSIONS: Section<Kinds['checkout.session']> = {
  id: 'checkout.session',
  title: 'Checkout sessions',
  columns: [
    created,
    ['Amount', (one) => shown(one.amount_total, one.currency)],
    ['Mode', ({ mode }) => mode],
    ['Status', ({ status: state, payment_status: paid }) => `${state}, ${paid}`],
    [
      'Page',
      ({ id, url }) =>
        url === null ? '' : html`<a href="${url}">Pay page<span class="hidden"> of ${id}</span></a>`,
    ],
  ],
  actions: ACTIONS['checkout.session'],
};

function standing({ status: state, cancel_at: at, pause_collection: pause }: Kinds['subscription']): string {
  const ends = at !== null && state !== 'canceled' ? `, ends ${day(at)}` : '';
  return `${state}${ends}${pause ? `, collection paused (${pause.behavior})` : ''}`;
}

const SUBSCRIPTIONS: Section<Kinds['subscription']> = {
  id: 'subscription',
  title: 'Subscriptions',
  columns: [
    [
      'Price',
      ({ items, currency }) => {
        const price = items.data[0]?.price;
        return `${shown(price?.unit_amount ?? 0, currency)} / ${price?.recurring?.interval}`;
      },
    ],
    ['Status', standing],
    ['Period ends', (one) => day(currentPeriod(one).end)],
  ],
  actions: ACTIONS.subscription,
};

const SCHEDULES: Section<Kinds['subscription_schedule']> = {
  id: 'subscription_schedule',
  title: 'Schedules',
  columns: [
    created,
    status,
    ['Phases', ({ phases }) => phases.map((phase) => `until ${day(phase.end_date)}`).join(', ')],
    ['Then', ({ end_behavior: behavior }) => behavior],
  ],
  actions: ACTIONS.subscription_schedule,
};

const INVOICES: Section<Kinds['invoice']> = {
  id: 'invoice',
  title: 'Invoices',
  columns: [
    created,
    ['Amount', ({ amount_due: due, currency }) => shown(due, currency)],
    status,
    ['Attempts', ({ attempt_count: count }) => String(count)],
    ['Next attempt', ({ next_payment_attempt: next }) => (next === null ? 'none' : day(next))],
    [
      'Page',
      ({ id, hosted_invoice_url: url }) =>
        url ? html`<a href="${url}">Invoice<span class="hidden"> ${id}</span></a>` : '',
    ],
  ],
  actions: ACTIONS.invoice,
};

const PAYMENTS: Section<Kinds['payment_intent']> = {
  id: 'payment_intent',
  title: 'Payments',
  columns: [created, amount, status],
  actions: ACTIONS.payment_intent,
};
const METHODS: Section<Kinds['payment_method']> = {
  id: 'payment_method',
  title: 'Payment methods',
  columns: [created, ['Type', ({ type }) => type], ['Customer', ({ customer }) => customer ?? 'none']],
  actions: ACTIONS.payment_method,
};

function deliveryState(world: World, event: string): string {
  const states = world.store.all('webhook_endpoint').map((endpoint) => {
    const id = `${event}:${endpoint.id}`;
    const waiting = world.store.get('delivery', id);
    if (waiting) return waiting.attempts === 0 ? 'waiting' : `waiting after ${waiting.attempts} attempts`;
    return world.store.get('delivered', id)?.outcome ?? 'not sent';
  });
  return states.join(', ') || 'no endpoint';
}

function events(world: World): Section<Kinds['event']> {
  return {
    id: 'event',
    title: 'Events',
    columns: [created, ['Type', ({ type }) => type], ['Delivery', ({ id }) => deliveryState(world, id)]],
    actions: ACTIONS.event,
  };
}

function switchButton(switches: Switches, name: string, label: string): Html {
  const on = String(isOn(switches, name));
  return html`<form method="post" action="/switches"><input type="hidden" name="id" value="${name}"><button type="submit" aria-pressed="${on}">${label}</button></form>`;
}

function general(actions: readonly Action<null>[]): Html[] {
  return actions.map(
    ({ name, label }) =>
      html`<form method="post" action="/actions/${name}"><button type="submit">${label}</button></form>`,
  );
}

function panel(world: World, switches: Switches): Html {
  const faults = Object.entries({ ...API_SWITCHES, ...DELIVERY_SWITCHES, ...MONEY_SWITCHES }).map(
    ([name, label]) => switchButton(switches, name, label),
  );
  return html`<section class="panel"><h2>Time</h2>
<p>It is <strong>${day(world.clock.now().getTime() / 1_000)}</strong> UTC here${world.renewals === 'automatic' ? '; subscriptions renew by themselves' : ''}${world.store.get('timer', DAILY) ? '; what is available is paid out at midnight' : ''}.</p>
<div class="buttons">${general(TIME_ACTIONS)}</div>
<h2>What goes wrong</h2>
<p>Requests fail half of the time while their switch is on.</p>
<div class="buttons">${faults}${general(MONEY_ACTIONS)}</div></section>`;
}

/** All that the sandbox holds, newest first, with a button for each thing that would happen by itself or at a bank. */
export function homePage(world: World, switches: Switches): Html {
  const { store } = world;
  const parts = [
    headed(world, SESSIONS, store.all('checkout.session')),
    headed(world, SUBSCRIPTIONS, store.all('subscription')),
    headed(world, SCHEDULES, store.all('subscription_schedule')),
    headed(world, INVOICES, store.all('invoice')),
    headed(world, PAYMENTS, store.all('payment_intent')),
    headed(world, CHARGES, store.all('charge')),
    headed(world, REFUNDS, store.all('refund')),
    headed(world, DISPUTES, store.all('dispute')),
    headed(world, FRAUD_WARNINGS, store.all('radar.early_fraud_warning')),
    headed(world, BALANCE, heldBy(world)),
    headed(world, PAYOUTS, store.all('payout')),
    headed(world, METHODS, store.all('payment_method')),
    headed(world, events(world), store.all('event')),
  ];
  return layout(
    { language: 'en', title: 'Objects', badge: wordsIn('en').sandbox, wide: true },
    html`<h1>What the Stripe sandbox holds</h1>
${panel(world, switches)}
<nav aria-label="Objects"><ul class="kinds">${parts.map(({ link }) => html`<li>${link}</li>`)}</ul></nav>
<p>The newest ${SHOWN} of each.</p>
${parts.map(({ body }) => body)}`,
  );
}
