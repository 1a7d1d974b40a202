import type { PaymentOfMember } from '../../ledger/list-payments-of-member.ts';
import { formatMoney } from '../../platform/money.ts';
import { type Html, html } from '../../platform/page.ts';
import type { AccountModel } from './account-model.ts';
import { MESSAGES } from './messages.ts';
import { accountHref } from './paths.ts';
import { paymentStatusOf } from './rules.ts';
import { dayIn } from './words.ts';

/** One line a payment, the newest first. */
export function historySection(model: AccountModel): Html {
  const { locale, payments, isFirst, hasMore } = model;
  const words = MESSAGES[locale].account.history;
  const last = payments.at(-1);
  const older = hasMore && last && accountHref(locale, { before: last.id });
  return html`<section class="history" id="history" aria-labelledby="history-title"><h2 id="history-title">${words.title}</h2>
${payments.length === 0 ? html`<p>${words.none}</p>` : table(model)}
${
  (older || !isFirst) &&
  html`<p class="actions">${!isFirst && html`<a class="button quiet" href="${accountHref(locale)}#history">${words.newest}</a>`}
${older && html`<a class="button quiet" href="${older}#history">${words.older}</a>`}</p>`
}</section>`;
}

function table(model: AccountModel): Html {
  const { date, kind, amount } = MESSAGES[model.locale].account.history.columns;
  return html`<table><thead><tr><th scope="col">${date}</th><th scope="col">${kind}</th><th scope="col" class="sum-of">${amount}</th></tr></thead>
<tbody>${model.payments.map((payment) => line(payment, model))}</tbody></table>`;
}

function line(payment: PaymentOfMember, model: AccountModel): Html {
  const { locale } = model;
  const words = MESSAGES[locale].account.history;
  const { frequency, refunded, currency } = payment;
  const status = paymentStatusOf(payment.life);
  const mark =
    status === 'partly-refunded'
      ? words.refunded(formatMoney({ amount: refunded, currency }, locale))
      : words.status[status];
  return html`<tr><td>${dayIn(model, payment.paidAt)}</td><td>${words.kind[frequency ?? 'other']}${mark !== '' && html` <span class="tag ${status}">${mark}</span>`}</td><td class="sum-of">${formatMoney(payment, locale)}</td></tr>`;
}
