/** The appeal: how often, how much, and what a bank can see. Works without JavaScript, and has none. */

import { newsletterForm } from '../newsletter/form.ts';
import { hiddenFields } from '../platform/hidden-fields.ts';
import { displayNames, type Locale } from '../platform/locale.ts';
import { formatMoney } from '../platform/money.ts';
import { type Html, html, layout, render } from '../platform/page.ts';
import { residenceField } from '../platform/residence-field.ts';
import type { Frequency } from '../stripe/frequency.ts';
import { amountFields } from './appeal-amounts.ts';
import { errorLine, errorSummary } from './appeal-errors.ts';
import type { AppealModel } from './appeal-model.ts';
import { bankWarning } from './bank-warning.ts';
import { MESSAGES } from './messages.ts';

export function renderAppeal(model: AppealModel): string {
  const { locale, currency, errors } = model;
  const words = MESSAGES[locale];
  const { minimum } =
    model.frequencies.find(({ frequency }) => frequency === 'monthly') ?? model.frequencies[0] ?? {};
  const headline =
    minimum === undefined
      ? words.appeal.title
      : words.appeal.headline(formatMoney({ amount: minimum, currency }, locale));
  const body = html`<div class="intro"><h1>${headline}</h1>
<p class="lede">${words.appeal.lede}</p></div>
<div class="deed">
${errorSummary(model)}
${model.resume && resumeNotice(model.resume, locale)}
<div class="card">
${currencyForm(model)}
${contributionForm(model)}
</div>
${otherWays(model)}
${newsletterForm({ locale, newsroom: model.newsroom, restricted: model.restricted, place: 'appeal', isOffer: true })}
</div>
${promises(locale)}`;
  const title = errors.length > 0 ? `${words.errors.titlePrefix}: ${words.appeal.title}` : words.appeal.title;
  return render(layout({ ...model, title, body, kind: 'wide' }));
}

function chosenFrequency({ chosen, defaultFrequency }: AppealModel): Frequency {
  return chosen?.frequency ?? defaultFrequency;
}

function resumeNotice(resume: NonNullable<AppealModel['resume']>, locale: Locale): Html {
  const words = MESSAGES[locale].appeal;
  return html`<div class="notice" role="status"><p>${words.resume(resume.frequency, formatMoney(resume, locale))}
<a href="${resume.url}">${words.resumeAction}</a></p></div>`;
}

/** A form of its own, so that it works by a plain GET; it keeps what the address already said. */
function currencyForm(model: AppealModel): Html {
  const words = MESSAGES[model.locale].appeal;
  const names = displayNames(model.locale, 'currency');
  const options = model.currencies.map(
    (code) =>
      html`<option value="${code}"${code === model.currency && html` selected`}>${code.toUpperCase()} · ${names.of(code.toUpperCase())}</option>`,
  );
  const kept = {
    lang: model.locale,
    frequency: chosenFrequency(model),
    campaign: model.campaign,
    source: model.source,
  };
  return html`<form class="currency" method="get" action="/">
${hiddenFields(kept)}
<label for="currency">${words.currency}</label>
<select id="currency" name="currency" autocomplete="off">${options}</select>
<button class="button quiet">${words.changeCurrency}</button>
</form>`;
}

/** Autocomplete is off so that no browser brings an answer or a used key back after a reload. */
function contributionForm(model: AppealModel): Html {
  const words = MESSAGES[model.locale].appeal;
  const fields = {
    currency: model.currency,
    locale: model.locale,
    campaign: model.campaign,
    source: model.source,
    idempotencyKey: model.idempotencyKey,
  };
  return html`<form class="give" id="give" method="post" action="/contribute" autocomplete="off">
${hiddenFields(fields)}
${frequencyField(model)}
${model.frequencies.map((options) => amountFields(model, options, chosenFrequency(model)))}
<div class="cover"><label class="check"><input type="checkbox" id="coverCosts" name="coverCosts" value="yes" aria-describedby="cover-hint"${model.chosen?.coverCosts && html` checked`}><span>${words.coverCosts}</span></label>
<p class="hint" id="cover-hint">${words.coverCostsHint} ${words.coverCostsOther}</p></div>
${bankWarning(model.locale)}
${residenceField({ ...model, error: errorLine(model, 'residence', 'residence-error') })}
<label class="check"><input type="checkbox" name="thanks" value="yes"${model.chosen?.thanks && html` checked`}><span>${words.thanks}</span></label>
<button class="button main">${words.proceed}</button>
<ul class="marks" aria-label="${words.methods}">${model.paymentMethods.map(({ label }) => html`<li>${label}</li>`)}</ul>
<p class="hint">${words.provider}</p>
</form>`;
}

function frequencyField(model: AppealModel): Html {
  const words = MESSAGES[model.locale];
  const checked = chosenFrequency(model);
  const wrong = model.errors.some(({ field }) => field === 'frequency');
  const choices = model.frequencies.map(
    ({ frequency }) =>
      html`<label class="tile"><input type="radio" id="frequency-${frequency}" name="frequency" value="${frequency}"${frequency === checked && html` checked`}><span class="face">${words.frequency[frequency]}</span></label>`,
  );
  return html`<fieldset class="often"${wrong && html` aria-describedby="frequency-error"`}><legend>${words.appeal.how}</legend>
${errorLine(model, 'frequency', 'frequency-error')}<div class="tiles">${choices}</div></fieldset>`;
}

/** Later: a button of the form above, so that what was about to be given goes along without a script. Or already. */
function otherWays({ locale }: AppealModel): Html {
  const words = MESSAGES[locale].appeal;
  return html`<div class="remind">
<p>${words.notReady} <button class="link" form="give" formaction="/remind-me-later" formnovalidate aria-describedby="remind-hint">${words.remind}</button></p>
<p class="hint" id="remind-hint">${words.remindHint}</p>
<p class="member">${words.member} <a href="/account?lang=${locale}">${words.memberAction}</a></p>
</div>`;
}

function promises(locale: Locale): Html {
  const { title, ...lines } = MESSAGES[locale].appeal.promises;
  return html`<aside class="promises" aria-labelledby="promises"><h2 id="promises">${title}</h2>
<ul>${Object.values(lines).map((line) => html`<li>${line}</li>`)}</ul></aside>`;
}
