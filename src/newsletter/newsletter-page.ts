import { errorNotice } from '../platform/error-notice.ts';
import { type Html, html, layout, type PageModel, render } from '../platform/page.ts';
import { EMAIL, errorText, type FormError, type FormModel, newsletterForm, RESIDENCE } from './form.ts';
import { MESSAGES } from './messages.ts';

export type NewsletterModel = PageModel & FormModel;

/** The form on a page of its own: where a link leads to it, and where something in it was wrong. */
export function renderNewsletter(model: NewsletterModel): string {
  const { locale, error } = model;
  const words = MESSAGES[locale];
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
${errorSummary(model)}
<div class="card">${newsletterForm(model)}</div>`;
  const title = error === undefined ? words.title : `${words.errors.titlePrefix}: ${words.title}`;
  return render(layout({ ...model, title, body }));
}

/** After it was sent: the same for every address, whether it is known or not. */
export function renderAsked(model: PageModel & { subscribed: boolean }): string {
  const { locale, newsroom, homeHref = `/?lang=${locale}`, subscribed } = model;
  const words = MESSAGES[locale];
  const { title, lede, text } = subscribed ? words.subscribed : words.asked;
  const body = html`<h1>${title}</h1>
<p class="lede">${lede}</p>
<p>${text}</p>
<p class="actions"><a class="button quiet" href="${homeHref}">${words.home(newsroom)}</a></p>`;
  return render(layout({ ...model, title, body }));
}

function errorSummary(model: NewsletterModel): Html | undefined {
  const { locale, error } = model;
  const faults = error === undefined ? [] : [{ text: errorText(model, error), target: TARGETS[error] }];
  return errorNotice(MESSAGES[locale].errors.title, faults);
}

/** What to put right, where that is one field. */
const TARGETS: Partial<Record<FormError, string>> = {
  'email-missing': EMAIL,
  'email-invalid': EMAIL,
  'residence-invalid': RESIDENCE,
};
