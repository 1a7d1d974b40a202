import { hiddenFields } from '../platform/hidden-fields.ts';
import { type Html, html, type PageModel } from '../platform/page.ts';
import { residenceField } from '../platform/residence-field.ts';
import { CONSENT_VERSION, consentText } from './consent.ts';
import { MESSAGES } from './messages.ts';
import type { ConsentPlace } from './rules.ts';

const FORM_ERRORS = [
  'email-missing',
  'email-invalid',
  'residence-invalid',
  'too-many-requests',
  'form-invalid',
] as const;
export type FormError = (typeof FORM_ERRORS)[number];

/** Names of the fields, which are their ids: other forms on the same page ask the like. */
export const EMAIL = 'newsletter-email';
export const RESIDENCE = 'newsletter-residence';

export type FormModel = Pick<PageModel, 'locale' | 'newsroom'> & {
  place: ConsentPlace;
  /** countries that are asked for; empty where the reader has been asked already */
  restricted: readonly string[];
  /** on a page about something else, which has not said yet what this is */
  isOffer?: boolean | undefined;
  /** as it was typed */
  email?: string | undefined;
  error?: FormError | undefined;
};

/** One address and one button, with what pressing it means. A form of its own, without a script. */
export function newsletterForm(model: FormModel): Html {
  const { locale, newsroom, place, restricted, isOffer, email, error } = model;
  const words = MESSAGES[locale];
  const isWrong = error === 'email-missing' || error === 'email-invalid';
  const wrong = isWrong && html`<p class="error" id="${EMAIL}-error">${errorText(model, error)}</p>`;
  const country = error === 'residence-invalid' && {
    error: html`<p class="error" id="${RESIDENCE}-error">${errorText(model, error)}</p>`,
  };
  return html`<form class="letter" method="post" action="/newsletter" novalidate>
${hiddenFields({ locale, place })}
${isOffer && html`<h2>${words.title}</h2><p>${words.lede}</p>`}
<div class="field"><label for="${EMAIL}">${words.email}</label>
${wrong}<input type="email" id="${EMAIL}" name="${EMAIL}" maxlength="254" autocomplete="email" value="${email}" aria-describedby="${wrong && `${EMAIL}-error `}newsletter-consent"${wrong && html` aria-invalid="true"`}></div>
${restricted.length > 0 && residenceField({ locale, restricted, name: RESIDENCE, ...country })}
<button class="button quiet">${words.action}</button>
<p class="hint" id="newsletter-consent">${words.consent} ${consentText({ version: CONSENT_VERSION, locale }, newsroom)}</p>
</form>`;
}

export function errorText({ locale }: Pick<FormModel, 'locale'>, error: FormError): string {
  const words = MESSAGES[locale].errors;
  const texts: Record<FormError, string> = {
    'email-missing': words.emailMissing,
    'email-invalid': words.emailInvalid,
    'residence-invalid': words.residence,
    'too-many-requests': words.tooMany,
    'form-invalid': words.other,
  };
  return texts[error];
}
