/** A year's payments as an accountant wants them, made to print. Whose they are, its giver writes in. */
import type { Movement } from '../../ledger/list-movements-of-member.ts';
import { formatDay } from '../../platform/locale.ts';
import { formatAccounts, minor } from '../../platform/money.ts';
import { type Html, html, layout, type PageModel, render } from '../../platform/page.ts';
import { dayAt } from '../../platform/time.ts';
import { MESSAGES } from './messages.ts';
import { accountHref } from './paths.ts';
import { sumByCurrency } from './rules.ts';
import { dayIn } from './words.ts';

export type StatementModel = PageModel & {
  year: number;
  /** of that year, the oldest first; never none */
  movements: readonly Movement[];
  /** in which its days are counted */
  timeZone: string;
  now: Date;
};

export function renderStatement(model: StatementModel): string {
  const { locale, year, newsroom, now, timeZone } = model;
  const words = MESSAGES[locale].statement;
  const isYet = dayAt(now, timeZone).year === year;
  const title = words.title(year);
  const first = formatDay(locale, new Date(Date.UTC(year, 0, 1)));
  const last = isYet ? dayIn(model, now) : formatDay(locale, new Date(Date.UTC(year, 11, 31)));
  const body = html`<h1>${title}${isYet && html` <small>(${words.soFar})</small>`}</h1>
<dl class="facts">
<div><dt>${words.issuer}</dt><dd>${newsroom}</dd></div>
<div><dt>${words.period}</dt><dd>${words.range(first, last)}</dd></div>
<div><dt>${words.giver}</dt><dd><span class="blank"></span><span class="hint">${words.giverHint}</span></dd></div>
</dl>
${table(model)}
<p class="hint">${words.note(timeZone)} ${words.made(dayIn(model, now))}</p>
<p class="hint on-screen">${words.print}</p>
<p class="back"><a href="${accountHref(locale)}">${words.back}</a></p>`;
  return render(layout({ ...model, title, body }));
}

function table(model: StatementModel): Html {
  const { locale, movements } = model;
  const words = MESSAGES[locale].statement;
  const { date, reference, kind, amount } = words.columns;
  const totals = sumByCurrency(movements).map(
    (sum) =>
      html`<tr><th scope="row" colspan="3">${words.total}</th><td class="sum-of">${formatAccounts({ ...sum, amount: minor(sum.amount) }, locale)}</td></tr>`,
  );
  return html`<table class="stack statement"><thead><tr><th scope="col">${date}</th><th scope="col">${reference}</th><th scope="col">${kind}</th><th scope="col" class="sum-of">${amount}</th></tr></thead>
<tbody>${movements.map((movement) => line(movement, model))}</tbody>
<tfoot>${totals}</tfoot></table>`;
}

function line(movement: Movement, model: StatementModel): Html {
  const { locale } = model;
  return html`<tr><td>${dayIn(model, movement.at)}</td><td><code>${movement.paymentId}</code></td><td>${kindOf(movement, model)}</td><td class="sum-of">${formatAccounts(movement, locale)}</td></tr>`;
}

function kindOf({ kind, frequency, amount }: Movement, { locale }: StatementModel): string {
  const words = MESSAGES[locale].statement.movement;
  if (kind === 'payment') return words.payment[frequency ?? 'other'];
  return kind === 'returned' && amount > 0n ? words.reinstated : words[kind];
}
