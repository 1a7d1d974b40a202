import { html } from 'hono/html';
import type Stripe from 'stripe';
import { formatMoney, money } from '../../../platform/money.ts';
import { fromUnixSeconds } from '../../../platform/time.ts';
import { currentPeriod } from '../objects/subscription.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { type Html, layout } from './layout.ts';
import { wordsIn } from './words.ts';

const SHOWN = 25;

type Table = { title: string; columns: string[]; rows: Html[] };

function table({ title, columns, rows }: Table): Html {
  const head = columns.map((column) => html`<th scope="col">${column}</th>`);
  const body = html`<table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`;
  return html`<h2>${title}</h2>
${rows.length === 0 ? html`<p>None yet.</p>` : html`<div class="scroll" tabindex="0" role="region" aria-label="${title}">${body}</div>`}`;
}

/** A form of one button, which says for screen readers what it acts on. */
function button(action: string, id: string, label: string): Html {
  return html`<form method="post" action="/actions/${action}"><input type="hidden" name="id" value="${id}"><button type="submit">${label}<span class="hidden"> ${id}</span></button></form> `;
}

function newest<T>(rows: readonly T[]): T[] {
  return rows.slice(-SHOWN).reverse();
}

function day(seconds: number): string {
  return fromUnixSeconds(seconds).toISOString().slice(0, 19).replace('T', ' ');
}

function shown(amount: number | null, currency: string | null): string {
  return formatMoney(money(amount ?? 0, currency ?? 'usd'), 'en');
}

function sessionRow({ id, status, url, ...session }: Wire<Stripe.Checkout.Session>): Html {
  return html`<tr><td><code>${id.slice(0, 24)}…</code></td><td>${day(session.created)}</td>
<td>${shown(session.amount_total, session.currency)}</td><td>${session.mode}</td><td>${status}, ${session.payment_status}</td>
<td>${url === null ? '' : html`<a href="${url}">Pay page<span class="hidden"> of ${id}</span></a> `}${status === 'open' ? button('expire', id, 'Expire') : ''}</td></tr>`;
}

function subscriptionRow(subscription: Wire<Stripe.Subscription>): Html {
  const { id, status, items, currency, ended_at: ended } = subscription;
  const price = items.data[0]?.price;
  const actions = html`${button('renew', id, 'Renew')}${button('renew-declined', id, 'Renew, card declined')}`;
  return html`<tr><td><code>${id}</code></td><td>${shown(price?.unit_amount ?? 0, currency)} / ${price?.recurring?.interval}</td>
<td>${status}</td><td>${day(currentPeriod(subscription).end)}</td><td>${ended === null ? actions : ''}</td></tr>`;
}

function paymentRow({ id, status, amount, currency, created }: Wire<Stripe.PaymentIntent>): Html {
  const actions = html`${button('succeed', id, 'Settle now')}${button('fail', id, 'Fail now')}`;
  return html`<tr><td><code>${id}</code></td><td>${day(created)}</td><td>${shown(amount, currency)}</td><td>${status}</td>
<td>${status === 'processing' ? actions : ''}</td></tr>`;
}

function deliveryState(world: World, event: string): string {
  const states = world.store.all('webhook_endpoint').map((endpoint) => {
    const id = `${event}:${endpoint.id}`;
    const waiting = world.store.get('delivery', id);
    if (waiting) return waiting.attempts === 0 ? 'waiting' : `waiting after ${waiting.attempts} attempts`;
    return world.store.get('delivered', id)?.outcome ?? 'not sent';
  });
  return states.join(', ') || 'no endpoint';
}

function eventRow(world: World, { id, type, created }: Wire<Stripe.EventBase>): Html {
  return html`<tr><td><code>${id}</code></td><td>${day(created)}</td><td>${type}</td>
<td>${deliveryState(world, id)}</td><td>${button('deliver', id, 'Deliver again')}</td></tr>`;
}

/** All that the sandbox holds, newest first, with a button for each thing that would happen by itself or at a bank. */
export function homePage(world: World): Html {
  const { store } = world;
  const sessions = newest(store.all('checkout.session')).map(sessionRow);
  const subscriptions = newest(store.all('subscription')).map(subscriptionRow);
  const payments = newest(store.all('payment_intent')).map(paymentRow);
  const events = newest(store.all('event')).map((event) => eventRow(world, event));
  return layout(
    { language: 'en', title: 'Objects', badge: wordsIn('en').sandbox, wide: true },
    html`<h1>What the Stripe sandbox holds</h1>
<p>The newest ${SHOWN} of each. Times are UTC by the sandbox’s clock: ${world.clock.now().toISOString()}.</p>
${table({ title: 'Checkout sessions', columns: ['Id', 'Created', 'Amount', 'Mode', 'Status', 'Actions'], rows: sessions })}
${table({ title: 'Subscriptions', columns: ['Id', 'Price', 'Status', 'Period ends', 'Actions'], rows: subscriptions })}
${table({ title: 'Payments', columns: ['Id', 'Created', 'Amount', 'Status', 'Actions'], rows: payments })}
${table({ title: 'Events', columns: ['Id', 'Created', 'Type', 'Delivery', 'Actions'], rows: events })}`,
  );
}
