import { describeMembership } from '../../contributions/describe-membership.ts';
import { hiddenFields } from '../../platform/hidden-fields.ts';
import { formatDay } from '../../platform/locale.ts';
import { type Html, html, layout, type PageModel, render } from '../../platform/page.ts';
import { MESSAGES } from './messages.ts';
import { type DoubleAnswer, stateOfDouble } from './rules.ts';
import type { Double } from './store.ts';

export type DoubleModel = PageModel & {
  timeZone: string;
  double: Double;
  /** where the answer goes: with the link's token, or without for who is signed in */
  action: string;
  /** what the link in the mail says: it comes first */
  chosen?: DoubleAnswer | undefined;
};

/** The question, with both memberships; or how it was settled. */
export function renderDouble(model: DoubleModel): string {
  const { locale, double } = model;
  const words = MESSAGES[locale].page;
  const state = stateOfDouble(double);
  const body =
    state === 'open'
      ? question(model)
      : html`<h1>${words[state].title}</h1>
<p class="lede">${ledeOf(model, state)}</p>
<p class="actions"><a class="button quiet" href="/account?lang=${locale}">${words.account}</a></p>`;
  return render(layout({ ...model, title: words[state].title, body, state: `double-${state}` }));
}

function question({ locale, timeZone, double, action, chosen }: DoubleModel): Html {
  const words = MESSAGES[locale].page;
  const order = ['keep-earlier', 'keep-later', 'keep-both'] as const;
  const { earlier, later } = double;
  const days = [earlier, later].map(({ startedAt }) => formatDay(locale, startedAt, timeZone));
  const teller = { locale, timeZone, exact: days[0] === days[1] };
  const answers = order.toSorted((one, other) => Number(other === chosen) - Number(one === chosen));
  return html`<h1>${words.open.title}</h1>
<p class="lede">${words.open.lede}</p>
<dl class="sum">
<div><dt><strong>${words.first}</strong></dt><dd>${describeMembership(earlier, teller)}</dd></div>
<div><dt><strong>${words.second}</strong></dt><dd>${describeMembership(later, teller)}</dd></div>
</dl>
<p>${words.hint}</p>
<form class="actions" method="post" action="${action}" autocomplete="off">
${hiddenFields({ double: double.id })}
${answers.map((answer) => html`<button class="button ${answer === chosen ? 'main' : 'quiet'}" name="answer" value="${answer}">${words.answers[answer]}</button>`)}
</form>
<p class="back"><a href="/account?lang=${locale}">${words.back}</a></p>`;
}

type Settled = Exclude<ReturnType<typeof stateOfDouble>, 'open'>;

function ledeOf({ locale, timeZone, double: { earlier, later } }: DoubleModel, state: Settled): string {
  const words = MESSAGES[locale].page;
  if (state !== 'keep-earlier' && state !== 'keep-later') return words[state].lede;
  const { endsAt, endedAt, currentPeriodEnd } = state === 'keep-earlier' ? later : earlier;
  return words[state].lede(formatDay(locale, endedAt ?? endsAt ?? currentPeriodEnd, timeZone));
}
