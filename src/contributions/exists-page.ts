import type { Standing } from '../members/list-memberships.ts';
import { hiddenFields } from '../platform/hidden-fields.ts';
import { formatDay } from '../platform/locale.ts';
import { formatMoney, type Money } from '../platform/money.ts';
import { type Html, html, layout, type PageModel, render } from '../platform/page.ts';
import type { Frequency } from '../stripe/frequency.ts';
import { type Described, describeMembership, nameOf } from './describe-membership.ts';
import { MESSAGES } from './messages.ts';

type Fields = Readonly<Record<string, string | undefined>>;

export type ExistsModel = PageModel & {
  timeZone: string;
  memberships: readonly (Described & Pick<Standing, 'id'>)[];
  /** what the reader was about to start */
  wish: Money & { frequency: Frequency };
  /** all that the form had sent */
  fields: Fields;
};

/** For the signed-in owner of a membership who starts another: what there is, and the three things that may be meant. */
export function renderExists(model: ExistsModel): string {
  const { locale, memberships, wish, fields, timeZone } = model;
  const words = MESSAGES[locale].exists;
  const amount = formatMoney(wish, locale);
  const day = (instant: Date) => formatDay(locale, instant, timeZone);
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
<ul>${memberships.map((membership) => html`<li>${describeMembership(membership, model)}</li>`)}</ul>
<h2>${words.choose}</h2>
${memberships.map(
  (membership) =>
    html`<p class="actions"><a class="button ${memberships.length > 1 ? 'quiet' : 'main'}" href="/account/memberships/${membership.id}/amount?lang=${locale}">${words.raise(memberships.length > 1 ? nameOf(membership, locale) : '', day(membership.startedAt))}</a></p>`,
)}
<p class="hint">${words.raiseHint}</p>
${choice(onceFields(fields, wish.frequency), words.once(amount), words.onceHint)}
${choice({ ...fields, alongside: 'yes' }, words.second(words.gift[wish.frequency](amount)), words.secondHint)}
<p class="back"><a href="/account?lang=${locale}">${words.back}</a></p>`;
  return render(layout({ ...model, title: words.title, body, state: 'membership-exists' }));
}

/** The same amount, once; one of the reader's own stays one. */
function onceFields(fields: Fields, frequency: Frequency): Fields {
  return {
    ...fields,
    frequency: 'once',
    amount_once: fields[`amount_${frequency}`],
    other_once: fields[`other_${frequency}`],
    confirmed: undefined,
  };
}

function choice(fields: Fields, label: string, hint: string): Html {
  return html`<form class="actions" method="post" action="/contribute" autocomplete="off">
${hiddenFields(fields)}
<button class="button quiet">${label}</button>
</form>
<p class="hint">${hint}</p>`;
}
