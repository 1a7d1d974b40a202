import { errorNotice } from '../platform/error-notice.ts';
import { formatDay } from '../platform/locale.ts';
import { type Html, html } from '../platform/page.ts';
import { FORM_ERROR_CODES, type FormError, type FormErrorCode, type RemindModel } from './form-model.ts';
import { MESSAGES } from './messages.ts';

type Field = FormError['field'];

/** All that is wrong, on top, each with a link to where it can be put right. */
export function errorSummary(model: RemindModel): Html | undefined {
  const faults = model.errors.map((error) => ({
    text: errorText(error, model),
    target: TARGETS[error.field],
  }));
  return errorNotice(MESSAGES[model.locale].errors.title, faults);
}

/** What is wrong with one field, beside it. */
export function errorLine(model: RemindModel, field: Field): Html | undefined {
  const error = model.errors.find((candidate) => candidate.field === field);
  return error && html`<p class="error" id="${field}-error">${errorText(error, model)}</p>`;
}

const TARGETS: Record<Field, string | undefined> = {
  in: 'in-P1M',
  on: 'on',
  channel: 'channel-none',
  email: 'email',
  every: 'every',
  residence: 'residence',
  form: undefined,
};

function errorText({ code }: FormError, { locale, days }: RemindModel): string {
  const words = MESSAGES[locale].errors;
  const known = FORM_ERROR_CODES.find((candidate) => candidate === code);
  if (known === undefined) return words.other;
  const texts: Record<FormErrorCode, string> = {
    'in-invalid': words.in,
    'on-missing': words.onMissing,
    'on-invalid': words.onInvalid(
      formatDay(locale, new Date(days.from)),
      formatDay(locale, new Date(days.to)),
    ),
    'channel-invalid': words.channel,
    'email-missing': words.emailMissing,
    'email-invalid': words.emailInvalid,
    'every-invalid': words.every,
    'residence-invalid': words.residence,
    'too-many-requests': words.tooMany,
    'temporarily-unavailable': words.unavailable,
  };
  return texts[known];
}
