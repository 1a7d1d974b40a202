import { errorNotice } from '../platform/error-notice.ts';
import { formatMoney, toDecimal } from '../platform/money.ts';
import { type Html, html } from '../platform/page.ts';
import type { Frequency } from '../stripe/frequency.ts';
import { type AppealModel, FORM_ERROR_CODES, type FormError, type FormErrorCode } from './appeal-model.ts';
import { MESSAGES } from './messages.ts';

type Field = FormError['field'];

/** All that is wrong, on top, each with a link to where it can be put right. */
export function errorSummary(model: AppealModel): Html | undefined {
  const faults = model.errors.map((error) => ({
    text: errorText(error, model),
    target: targetOf(error.field, model),
  }));
  return errorNotice(MESSAGES[model.locale].errors.title, faults);
}

/** What is wrong with one field, beside it. */
export function errorLine(model: AppealModel, field: Field, id: string): Html | undefined {
  const error = model.errors.find((candidate) => candidate.field === field);
  return error && html`<p class="error" id="${id}">${errorText(error, model)}</p>`;
}

function targetOf(field: Field, model: AppealModel): string | undefined {
  const frequency = model.chosen?.frequency ?? model.defaultFrequency;
  const targets: Record<Field, string | undefined> = {
    frequency: `frequency-${frequency}`,
    amount: model.chosen?.other === undefined ? `amount-${frequency}-0` : `other-${frequency}`,
    currency: 'currency',
    residence: 'residence',
    form: undefined,
  };
  return targets[field];
}

function errorText({ code }: FormError, model: AppealModel): string {
  const words = MESSAGES[model.locale].errors;
  const known = FORM_ERROR_CODES.find((candidate) => candidate === code);
  if (!known) return words.other;
  const texts: Record<FormErrorCode, () => string> = {
    'frequency-invalid': () => words.frequency,
    'amount-missing': () => words.amountMissing,
    'amount-invalid': () => words.amountInvalid(exampleAmount(model)),
    'amount-below-minimum': () => words.amountBelow(limit(model, 'minimum')),
    'amount-above-maximum': () => words.amountAbove(limit(model, 'maximum')),
    'currency-invalid': () => words.currency,
    'residence-invalid': () => words.residence,
    'payment-unavailable': () => words.unavailable,
    'too-many-requests': () => words.tooMany,
  };
  return texts[known]();
}

function optionsOf(model: AppealModel, frequency: Frequency) {
  return model.frequencies.find((options) => options.frequency === frequency) ?? model.frequencies[0];
}

function limit(model: AppealModel, which: 'minimum' | 'maximum'): string {
  const options = optionsOf(model, model.chosen?.frequency ?? model.defaultFrequency);
  return options ? formatMoney({ amount: options[which], currency: model.currency }, model.locale) : '';
}

function exampleAmount(model: AppealModel): string {
  const options = optionsOf(model, model.chosen?.frequency ?? model.defaultFrequency);
  return options ? toDecimal({ amount: options.default, currency: model.currency }) : '';
}
