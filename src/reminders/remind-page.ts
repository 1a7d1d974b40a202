/** When to ask again, and how. Works without JavaScript, and has none. */
import { hiddenFields } from '../platform/hidden-fields.ts';
import { formatDay } from '../platform/locale.ts';
import { formatMoney } from '../platform/money.ts';
import { type Html, html, layout, render } from '../platform/page.ts';
import { residenceField } from '../platform/residence-field.ts';
import { appealAddress, toPairs } from './carried.ts';
import { errorLine, errorSummary } from './form-errors.ts';
import type { RemindModel } from './form-model.ts';
import { MESSAGES } from './messages.ts';
import { CHANNELS, DELAYS, type Delay } from './rules.ts';

export function renderRemind(model: RemindModel): string {
  const { locale, carried, errors } = model;
  const { form: words, errors: wrong } = MESSAGES[locale];
  const hidden = { form: 'reminder', locale, ...toPairs(carried), idempotencyKey: model.idempotencyKey };
  const { choice } = carried;
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
${errorSummary(model)}
${choice && html`<p class="notice">${words.kept[choice.frequency](formatMoney(choice, locale))}</p>`}
<form class="card give later" method="post" action="/remind-me-later" autocomplete="off" novalidate>
${hiddenFields(hidden)}
${whenField(model)}
${howField(model)}
${emailFields(model)}
<button class="button main">${words.proceed}</button>
</form>
<p class="actions"><a class="button quiet" href="${appealAddress(carried, locale)}">${words.back}</a></p>`;
  const title = errors.length > 0 ? `${wrong.titlePrefix}: ${words.title}` : words.title;
  return render(layout({ ...model, title, body }));
}

/** Where the style sheet can, the date is shown only once it is asked for; elsewhere it says what else to choose. */
function whenField(model: RemindModel): Html {
  const { locale, entered, days } = model;
  const words = MESSAGES[locale].form;
  const [error, dateError] = [errorLine(model, 'in'), errorLine(model, 'on')];
  const [from, to] = [formatDay(locale, new Date(days.from)), formatDay(locale, new Date(days.to))];
  return html`<fieldset class="when"${error && html` aria-describedby="in-error"`}><legend>${words.when}</legend>
${error}<div class="tiles">${DELAYS.map((delay) => delayTile(model, delay))}</div>
<div class="field day"><label for="on">${words.on}</label>
${dateError}<input type="date" id="on" name="on" min="${days.from}" max="${days.to}" value="${entered.on}" aria-describedby="${dateError && 'on-error '}on-hint"${dateError && html` aria-invalid="true"`}>
<p class="hint" id="on-hint">${words.onHint(from, to)} <span class="also">${words.onAlso}</span></p></div></fieldset>`;
}

function delayTile({ locale, entered, ends }: RemindModel, delay: Delay): Html {
  const until = delay === 'date' ? undefined : formatDay(locale, new Date(ends[delay]));
  return html`<label class="tile"><input type="radio" id="in-${delay}" name="in" value="${delay}"${entered.in === delay && html` checked`}><span class="face">${MESSAGES[locale].form.delays[delay]}${until && html` <span class="until">${until}</span>`}</span></label>`;
}

function howField(model: RemindModel): Html {
  const words = MESSAGES[model.locale].form;
  const error = errorLine(model, 'channel');
  const choices = CHANNELS.map((channel) => {
    const { label, text } = words.channels[channel];
    return html`<div class="way"><label class="check"><input type="radio" id="channel-${channel}" name="channel" value="${channel}" aria-describedby="channel-${channel}-hint"${model.entered.channel === channel && html` checked`}><span>${label}</span></label>
<p class="hint" id="channel-${channel}-hint">${text}</p></div>`;
  });
  return html`<fieldset class="ways"${error && html` aria-describedby="channel-error"`}><legend>${words.how}</legend>
${error}${choices}</fieldset>`;
}

function emailFields(model: RemindModel): Html {
  const { locale, entered } = model;
  const words = MESSAGES[locale].form;
  const [wrong, wrongEvery] = [errorLine(model, 'email'), errorLine(model, 'every')];
  const intervals = Object.entries(words.intervals).map(
    ([value, label]) =>
      html`<option value="${value}"${entered.every === value && html` selected`}>${label}</option>`,
  );
  return html`<div class="by-mail"><p class="also">${words.emailAlso}</p>
<div class="field"><label for="email">${words.email}</label>
${wrong}<input type="email" id="email" name="email" maxlength="254" autocomplete="email" value="${entered.email}" aria-describedby="${wrong && 'email-error '}email-hint"${wrong && html` aria-invalid="true"`}>
<p class="hint" id="email-hint">${words.emailHint}</p></div>
<div class="field"><label for="every">${words.every}</label>
${wrongEvery}<select id="every" name="every" aria-describedby="${wrongEvery && 'every-error '}every-hint"${wrongEvery && html` aria-invalid="true"`}><option value="">${words.never}</option>${intervals}</select>
<p class="hint" id="every-hint">${words.everyHint}</p></div>
${residenceField({ ...model, error: errorLine(model, 'residence') })}</div>`;
}
