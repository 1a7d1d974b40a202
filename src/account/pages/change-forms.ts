import { formatMoney } from '../../platform/money.ts';
import { type Html, html } from '../../platform/page.ts';
import { CANCEL_REASONS } from '../changes/change.ts';
import { sameByYear } from '../changes/rules.ts';
import { chargeAfterPause, chargeAt } from '../rules.ts';
import { amountField } from './amount-field.ts';
import { errorLine } from './change-error.ts';
import { askedFrequency, type ChangeModel } from './change-model.ts';
import { MESSAGES } from './messages.ts';
import { changeHref } from './paths.ts';
import { promisesOf } from './promises.ts';
import { dayIn, rateText } from './words.ts';

export type ChangeForm = {
  lede: string;
  fields: Html | undefined;
  proceed: string;
  /** the form itself is what does it: nothing is to be confirmed after it */
  confirms: boolean;
  /** stands above the form */
  before?: Html | undefined;
};

export function changeForm(model: ChangeModel): ChangeForm {
  switch (model.kind) {
    case 'amount':
      return amountForm(model);
    case 'frequency':
      return frequencyForm(model);
    case 'pause':
      return pauseForm(model);
    case 'cancel':
      return cancelForm(model);
    case 'resume':
    case 'keep': {
      const { said, more, button } = promisesOf(model, { kind: model.kind });
      const fields = html`${more.map((line) => html`<p>${line}</p>`)}`;
      return { lede: said, fields, proceed: button, confirms: true };
    }
  }
}

function amountForm(model: ChangeModel): ChangeForm {
  const { locale, card } = model;
  const { membership } = card;
  const words = MESSAGES[locale].form.amount;
  const { pausedUntil, status, currentPeriodEnd } = membership;
  const from =
    status === 'paused' && pausedUntil ? chargeAfterPause(membership, pausedUntil) : currentPeriodEnd;
  return {
    lede: words.lede(rateText(membership, locale)),
    fields: html`${amountField(model, membership.amount)}
<p class="hint">${words.hint(dayIn(model, from))}</p>`,
    proceed: words.proceed,
    confirms: false,
  };
}

function frequencyForm(model: ChangeModel): ChangeForm {
  const { locale, card, offer } = model;
  const { membership } = card;
  const words = MESSAGES[locale].form.frequency;
  const frequency = askedFrequency(model);
  const suggested = offer ? sameByYear(membership, frequency, offer) : membership.amount;
  return {
    lede: words.lede(rateText(membership, locale), dayIn(model, membership.currentPeriodEnd)),
    fields: html`<h2>${words.to[frequency]}</h2>
${amountField(model, suggested)}`,
    proceed: words.proceed,
    confirms: false,
  };
}

function pauseForm(model: ChangeModel): ChangeForm {
  const { locale, card, sent } = model;
  const words = MESSAGES[locale].form.pause;
  const error = errorLine(model);
  const tiles = [1, 2, 3].map(
    (months) =>
      html`<label class="tile"><input type="radio" id="months-${months}" name="months" value="${months}"${String(months) === (sent.months ?? '1') && html` checked`}><span class="face">${words.months(months)} <span class="until">${words.again(dayIn(model, chargeAt(card.membership, months)))}</span></span></label>`,
  );
  return {
    lede: words.lede,
    fields: html`<fieldset${error && html` aria-describedby="choice-error"`}><legend>${words.howLong}</legend>
${error}<div class="tiles months">${tiles}</div></fieldset>`,
    proceed: words.proceed,
    confirms: false,
  };
}

/** One kind alternative, a reason if one likes, and the button: no more stands between anybody and the end. */
function cancelForm(model: ChangeModel): ChangeForm {
  const { locale, card } = model;
  const form = MESSAGES[locale].form;
  const words = form.cancel;
  const reasons = CANCEL_REASONS.map(
    (reason) =>
      html`<label class="check"><input type="radio" name="reason" value="${reason}"><span>${words.reasons[reason]}</span></label>`,
  );
  return {
    lede: cancelLede(model),
    before: html`${card.membership.next !== null && html`<p>${form.dropped}</p>`}${alternativeTo(model)}`,
    fields: html`<fieldset><legend>${words.reason}</legend>${reasons}</fieldset>`,
    proceed: words.button,
    confirms: true,
  };
}

/** What is owed is given up, and what is paid is not; in a pause it may be that nothing is. */
function cancelLede(model: ChangeModel): string {
  const { locale, card } = model;
  const { coming, membership } = card;
  const words = MESSAGES[locale].form.cancel;
  if (coming.kind === 'owed') return words.owed(formatMoney(coming.owed ?? membership, locale));
  const lede = membership.status === 'paused' ? words.paused : words.lede;
  return lede(dayIn(model, membership.currentPeriodEnd));
}

function alternativeTo({ locale, card }: ChangeModel): Html | undefined {
  const words = MESSAGES[locale].form.cancel;
  const order = card.status === 'past-due' ? (['payment-method'] as const) : (['pause', 'amount'] as const);
  const other = order.find((offer) => card.offers.includes(offer));
  if (other === undefined) return undefined;
  const [question, action] = {
    pause: [words.pause, words.pauseAction],
    amount: [words.lower, words.lowerAction],
    'payment-method': [words.pay, words.payAction],
  }[other];
  return html`<p>${question} <a href="${changeHref(card.membership.id, other, locale)}">${action}</a></p>`;
}
