import { html } from 'hono/html';
import type Stripe from 'stripe';
import { formatMoney, money } from '../../../platform/money.ts';
import type { Wire } from '../wire.ts';
import { type Html, layout } from './layout.ts';
import { wordsIn } from './words.ts';

function page(title: string, body: Html): Html {
  return layout({ language: 'en', title, badge: wordsIn('en').sandbox }, html`<h1>${title}</h1>${body}`);
}

/**
 * The page that a reminder to pay leads to.
 * @param asked the intent of it that waits for a word to the bank, if one does
 */
export function invoicePage(
  invoice: Wire<Stripe.Invoice>,
  { refused, asked }: { refused: boolean; asked: string | null },
): Html {
  const amount = formatMoney(money(invoice.amount_due, invoice.currency), 'en');
  const payable = invoice.status === 'open' || invoice.status === 'uncollectible';
  const choice = (method: string, label: string) =>
    html`<button class="pay" type="submit" name="method" value="${method}">${label}</button>`;
  return page(
    `Invoice ${invoice.number ?? invoice.id}`,
    html`<p class="amount">${amount} <small>${invoice.status}</small></p>
${refused ? html`<p class="alert" role="alert">The payment was refused. Nothing was paid.</p>` : ''}
${
  asked === null
    ? ''
    : html`<p>The bank wants to hear from the payer before it pays.</p>
<a class="back" href="/authenticate/${asked}">Confirm with the bank</a>`
}
${payable ? html`<form class="stack" method="post" action="/invoices/${invoice.id}">${choice('card', `Pay ${amount}`)}${choice('declined', 'Pay with a card that is declined')}</form>` : ''}`,
  );
}

/** Where a payer convinces the bank. */
export function authenticatePage(intent: Wire<Stripe.PaymentIntent>): Html {
  const amount = formatMoney(money(intent.amount, intent.currency), 'en');
  const waits = intent.status === 'requires_action';
  const choice = (answer: string, label: string) =>
    html`<button class="pay" type="submit" name="answer" value="${answer}">${label}</button>`;
  return page(
    'Your bank asks',
    waits
      ? html`<p>Do you want to pay ${amount}?</p>
<form class="stack" method="post" action="/authenticate/${intent.id}">${choice('succeed', 'Yes, pay')}${choice('fail', 'No')}</form>`
      : html`<p>Nothing is asked any more: this payment is ${intent.status}.</p>`,
  );
}
