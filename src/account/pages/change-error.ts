import { errorNotice } from '../../platform/error-notice.ts';
import { formatMoney, toDecimal } from '../../platform/money.ts';
import { type Html, html } from '../../platform/page.ts';
import { askedFrequency, type ChangeModel } from './change-model.ts';
import { MESSAGES } from './messages.ts';

/** What is wrong, on top, with a link to where it can be put right. */
export function errorSummary(model: ChangeModel): Html | undefined {
  const text = errorText(model);
  const faults = text === undefined ? [] : [{ text, target: targetOf(model) }];
  return errorNotice(MESSAGES[model.locale].errors.title, faults);
}

/** The same beside the field. */
export function errorLine(model: ChangeModel): Html | undefined {
  if (targetOf(model) === undefined) return undefined;
  return html`<p class="error" id="choice-error">${errorText(model)}</p>`;
}

/** The id of the field that it is about; undefined: it is about none. */
function targetOf({ error, sent }: ChangeModel): string | undefined {
  if (error === 'months-invalid') return 'months-1';
  if (!error?.startsWith('amount-')) return undefined;
  return sent.amount === 'other' || sent.amount === undefined ? 'other' : 'amount-0';
}

function errorText(model: ChangeModel): string | undefined {
  const { error, locale, offer, card } = model;
  const words = MESSAGES[locale].errors;
  const { currency } = card.membership;
  switch (error) {
    case undefined:
      return undefined;
    case 'amount-invalid': {
      const example = offer?.defaults[askedFrequency(model)] ?? card.membership.amount;
      return words[error](toDecimal({ amount: example, currency }));
    }
    case 'amount-below-minimum':
      return offer && words[error](formatMoney({ amount: offer.minimum, currency }, locale));
    case 'amount-above-maximum':
      return offer && words[error](formatMoney({ amount: offer.maximum, currency }, locale));
    default:
      return words[error];
  }
}
