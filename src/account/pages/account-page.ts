/** What somebody gives, since when, and what comes next; what they gave; and the way to everything else. */
import { type Html, html, layout, render } from '../../platform/page.ts';
import { signOutForms } from '../sign-in/sign-out-forms.ts';
import type { AccountModel, Told } from './account-model.ts';
import { cardSection } from './card-section.ts';
import { historySection } from './history-section.ts';
import { MESSAGES } from './messages.ts';
import { comingText, rateText, startOf, whichOf } from './words.ts';

export function renderAccount(model: AccountModel): string {
  const { locale, told, cards, double } = model;
  const words = MESSAGES[locale].account;
  const body = html`<div class="intro"><h1>${words.title}</h1>
<p class="lede">${words.lede}</p></div>
<div class="deed">
${told && toldNotice(told, model)}
${double && doubleNotice(double, model)}
${cards.map((card) => cardSection(card, model))}
${cards.length === 0 && noMembership(model)}
${historySection(model)}
</div>
${aside(model)}`;
  return render(layout({ ...model, title: words.title, body, kind: 'wide', state: told?.kind }));
}

function toldNotice(told: Told, model: AccountModel): Html {
  const words = MESSAGES[model.locale].account;
  switch (told.kind) {
    case 'done': {
      if (told.card === undefined) return notice(words.done[told.change], '');
      const which = whichOf(told.card, model.cards, model);
      const text = [...(which ? [`${which}.`] : []), ...comingText(told.card, model)].join(' ');
      return notice(words.done[told.change], text);
    }
    case 'waiting':
      return notice(words.waiting[told.change], words.waitingMore);
    case 'refused':
      return notice(words.refused.title, words.refused.text, true);
    case 'returned':
      return notice(words.returned.title, words.returned.text);
  }
}

function notice(title: string, text: string, isBad = false): Html {
  return html`<div class="notice${isBad && ' bad'}" role="status"><h2>${title}</h2>${text !== '' && html`<p>${text}</p>`}</div>`;
}

function doubleNotice({ earlier, later }: NonNullable<AccountModel['double']>, model: AccountModel): Html {
  const { locale } = model;
  const words = MESSAGES[locale].account.double;
  const all = model.cards.map(({ membership }) => membership);
  const [first, second] = [earlier, later].map(
    (one) => [startOf(one, all, model), rateText(one, locale)] as const,
  );
  return html`<div class="notice"><h2>${words.title}</h2>
<p>${first && words.first(...first)} ${second && words.second(...second)} ${words.text}</p>
<p class="actions"><a class="button quiet" href="/account/double?lang=${locale}">${words.action}</a></p></div>`;
}

function noMembership({ locale, payments }: AccountModel): Html {
  const words = MESSAGES[locale].account.none;
  return html`<section class="card plan"><p>${payments.length === 0 ? words.nothing : words.text}</p>
<p class="actions"><a class="button main" href="/?lang=${locale}">${words.action}</a></p></section>`;
}

function aside({ locale, years, thisYear }: AccountModel): Html {
  const { statements, data, leave } = MESSAGES[locale].account;
  const links = years.map(
    (year) =>
      html`<li><a href="/account/statements/${year}?lang=${locale}">${year}</a>${year === thisYear && ` (${statements.soFar})`}</li>`,
  );
  return html`<div class="promises more">
${years.length > 0 && html`<section aria-labelledby="statements"><h2 id="statements">${statements.title}</h2><p>${statements.text}</p><ul>${links}</ul></section>`}
<section aria-labelledby="data"><h2 id="data">${data.title}</h2>
<ul><li><a href="/account/export?lang=${locale}">${data.export}</a></li>
<li><a href="/account/erase?lang=${locale}">${data.erase}</a></li></ul></section>
<section aria-labelledby="leave"><h2 id="leave">${leave.title}</h2>
${signOutForms(locale)}</section>
</div>`;
}
