/** One change of one membership: what is wanted, and then in plain words what will happen, before it is confirmed. */
import { hiddenFields } from '../../platform/hidden-fields.ts';
import { type Html, html, layout, render } from '../../platform/page.ts';
import { errorSummary } from './change-error.ts';
import { type ChangeForm, changeForm } from './change-forms.ts';
import type { ChangeModel } from './change-model.ts';
import { MESSAGES } from './messages.ts';
import { accountHref, changeHref } from './paths.ts';
import { promisesOf } from './promises.ts';

export function renderChange(model: ChangeModel): string {
  const { locale, error, change, kind, which } = model;
  const { form: words, errors } = MESSAGES[locale];
  const title = words[kind].title;
  const body = html`${which !== undefined && html`<p class="kicker">${which}</p>`}
<h1>${title}</h1>
${errorSummary(model)}
${change === undefined ? formOf(changeForm(model), model) : confirmation(model)}
<p class="back"><a href="${accountHref(locale)}">${words.back}</a></p>`;
  const said = error === undefined ? title : `${errors.titlePrefix}: ${title}`;
  const state = change === undefined ? 'form' : 'confirm';
  return render(layout({ ...model, title: said, body, kind: 'prose', state }));
}

/** By GET, because choosing changes nothing; by POST where the form itself is what confirms. */
function formOf({ lede, fields, proceed, confirms, before }: ChangeForm, model: ChangeModel): Html {
  const { locale, card, kind, requestKey } = model;
  const href = changeHref(card.membership.id, kind, locale);
  const hidden = hiddenFields(confirms ? { requestKey } : { lang: locale });
  return html`<p class="lede">${lede}</p>
${before}
<form class="${fields ? 'card give change' : 'actions'}" method="${confirms ? 'post' : 'get'}" action="${confirms ? href : href.split('?')[0]}" autocomplete="off">
${hidden}
${fields}
<button class="button main">${proceed}</button>
</form>`;
}

function confirmation(model: ChangeModel): Html {
  const { locale, card, kind, change, requestKey } = model;
  const words = MESSAGES[locale].form;
  const { said, more, button, fields } = promisesOf(model, change);
  const href = changeHref(card.membership.id, kind, locale);
  return html`<div class="card plan"><p class="lede">${said}</p>
${more.map((line) => html`<p>${line}</p>`)}
${(kind === 'amount' || kind === 'frequency') && html`<p><strong>${words.today}</strong></p>`}
<form class="actions" method="post" action="${href}" autocomplete="off">
${hiddenFields({ ...fields, requestKey })}
<button class="button main">${button}</button>
${kind !== 'resume' && kind !== 'keep' && html`<a class="button quiet" href="${href}">${words.backToForm}</a>`}
</form></div>`;
}
