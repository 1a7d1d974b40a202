import { hiddenFields } from '../platform/hidden-fields.ts';
import { formatMoney, type Minor } from '../platform/money.ts';
import { html, layout, type PageModel, render } from '../platform/page.ts';
import type { Frequency } from '../stripe/frequency.ts';
import { MESSAGES } from './messages.ts';

export type ConfirmModel = PageModel & {
  frequency: Frequency;
  currency: string;
  amount: Minor;
  /** `total` less `amount`. */
  cost: Minor;
  total: Minor;
  /** All that the form had sent, to be sent again beside `confirmed=yes`. */
  fields: Readonly<Record<string, string | undefined>>;
  /** The appeal, with the choice in it. */
  backHref: string;
};

/** An amount of the reader's own with the costs covered: the total is shown before anything is paid. */
export function renderConfirm(model: ConfirmModel): string {
  const { locale, currency, frequency } = model;
  const words = MESSAGES[locale].confirm;
  const show = (amount: Minor) => formatMoney({ amount, currency }, locale);
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
<dl class="sum">
<div><dt>${words.contribution}</dt><dd>${show(model.amount)}</dd></div>
<div><dt>${words.cost}</dt><dd>${show(model.cost)}</dd></div>
<div class="total"><dt>${words.total[frequency]}</dt><dd>${show(model.total)}</dd></div>
</dl>
<form class="actions" method="post" action="/contribute" autocomplete="off">
${hiddenFields({ ...model.fields, confirmed: 'yes' })}
<button class="button main">${words.proceed}</button>
<a class="button quiet" href="${model.backHref}">${words.back}</a>
</form>`;
  return render(layout({ ...model, title: words.title, body }));
}
