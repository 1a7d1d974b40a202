import { html } from 'hono/html';
import { formatMoney, money } from '../../../platform/money.ts';
import { fromUnixSeconds } from '../../../platform/time.ts';
import type { Kinds } from '../kinds.ts';
import { currentPeriod } from '../objects/subscription.ts';
import { API_SWITCHES, DELIVERY_SWITCHES, isOn, type Switches } from '../switches.ts';
import type { World } from '../world.ts';
import { ACTIONS, type Action, GENERAL_ACTIONS } from './home-actions.ts';
import { type Html, layout } from './layout.ts';
import { wordsIn } from './words.ts';

const SHOWN = 25;

type Column<T> = [title: string, show: (object: T) => Html | string];
type Section<T> = { id: string; title: string; columns: Column<T>[]; actions: readonly Action<T>[] };

/** A form of one button, which says for screen readers what it acts on. */
function button(action: string, id: string, label: string): Html {
  return html`<form method="post" action="/actions/${action}"><input type="hidden" name="id" value="${id}"><button type="submit">${label}<span class="hidden"> ${id}</span></button></form>`;
}

function cell(label: string, content: Html | string | Html[]): Html {
  return html`<td data-label="${label}">${content}</td>`;
}

function row<T extends { id: string }>({ columns, actions }: Section<T>, object: T): Html {
  const cells = columns.map(([label, show]) => cell(label, show(object)));
  const buttons = actions
    .filter(({ isOffered }) => isOffered(object))
    .map(({ name, label }) => button(name, object.id, label));
  const last = html`<td data-label="Actions" class="actions"><div>${buttons}</div></td>`;
  return html`<tr>${cell('Id', html`<code>${object.id}</code>`)}${cells}${actions.length > 0 ? last : ''}</tr>`;
}

function section<T extends { id: string }>(of: Section<T>, objects: readonly T[]): Html {
  const names = ['Id', ...of.columns.map(([title]) => title), ...(of.actions.length > 0 ? ['Actions'] : [])];
  const head = names.map((name) => html`<th scope="col">${name}</th>`);
  const rows = objects
    .slice(-SHOWN)
    .reverse()
    .map((object) => row(of, object));
  const body = html`<table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`;
  return html`<section id="${of.id}"><h2>${of.title} <small>${objects.length}</small></h2>
${rows.length === 0 ? html`<p>None yet.</p>` : html`<div class="scroll" tabindex="0" role="region" aria-label="${of.title}">${body}</div>`}</section>`;
}

function day(seconds: number): string {
  return fromUnixSeconds(seconds).toISOString().slice(0, 19).replace('T', ' ');
}

function shown(amount: number | null, currency: string | null): string {
  return formatMoney(money(amount ?? 0, currency ?? 'usd'), 'en');
}

type Priced = { amount: number; currency: string };
const created: Column<{ created: number }> = ['Created', (one) => day(one.created)];
const status: Column<{ status?: string | null }> = ['Status', (one) => one.status ?? ''];
const amount: Column<Priced> = ['Amount', (one) => shown(one.amount, one.currency)];

const SESSIONS: Section<Kinds['checkout.session']> = {
  id: 'sessions',
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
  id: 'subscriptions',
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

const INVOICES: Section<Kinds['invoice']> = {
  id: 'invoices',
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
  id: 'payments',
  title: 'Payments',
  columns: [created, amount, status],
  actions: ACTIONS.payment_intent,
};
const CHARGES: Section<Kinds['charge']> = {
  id: 'charges',
  title: 'Charges',
  columns: [
    created,
    amount,
    ['Refunded', ({ amount_refunded: back, currency }) => shown(back, currency)],
    status,
  ],
  actions: ACTIONS.charge,
};
const REFUNDS: Section<Kinds['refund']> = {
  id: 'refunds',
  title: 'Refunds',
  columns: [created, amount, status],
  actions: ACTIONS.refund,
};
const METHODS: Section<Kinds['payment_method']> = {
  id: 'methods',
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
    id: 'events',
    title: 'Events',
    columns: [created, ['Type', ({ type }) => type], ['Delivery', ({ id }) => deliveryState(world, id)]],
    actions: ACTIONS.event,
  };
}

function switchButton(switches: Switches, name: string, label: string): Html {
  const on = String(isOn(switches, name));
  return html`<form method="post" action="/switches"><input type="hidden" name="id" value="${name}"><button type="submit" aria-pressed="${on}">${label}</button></form>`;
}

function panel(world: World, switches: Switches): Html {
  const general = GENERAL_ACTIONS.map(
    ({ name, label }) =>
      html`<form method="post" action="/actions/${name}"><button type="submit">${label}</button></form>`,
  );
  const faults = Object.entries({ ...API_SWITCHES, ...DELIVERY_SWITCHES }).map(([name, label]) =>
    switchButton(switches, name, label),
  );
  return html`<section class="panel"><h2>Time</h2>
<p>It is <strong>${day(world.clock.now().getTime() / 1_000)}</strong> UTC here${world.renewals === 'automatic' ? '; subscriptions renew by themselves' : ''}.</p>
<div class="buttons">${general}</div>
<h2>What goes wrong</h2>
<p>Requests fail half of the time while their switch is on.</p>
<div class="buttons">${faults}</div></section>`;
}

/** All that the sandbox holds, newest first, with a button for each thing that would happen by itself or at a bank. */
export function homePage(world: World, switches: Switches): Html {
  const { store } = world;
  const sections = [
    section(SESSIONS, store.all('checkout.session')),
    section(SUBSCRIPTIONS, store.all('subscription')),
    section(INVOICES, store.all('invoice')),
    section(PAYMENTS, store.all('payment_intent')),
    section(CHARGES, store.all('charge')),
    section(REFUNDS, store.all('refund')),
    section(METHODS, store.all('payment_method')),
    section(events(world), store.all('event')),
  ];
  return layout(
    { language: 'en', title: 'Objects', badge: wordsIn('en').sandbox, wide: true },
    html`<h1>What the Stripe sandbox holds</h1>
${panel(world, switches)}
<p>The newest ${SHOWN} of each.</p>
${sections}`,
  );
}
