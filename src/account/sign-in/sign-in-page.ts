import { errorNotice } from '../../platform/error-notice.ts';
import { hiddenFields } from '../../platform/hidden-fields.ts';
import { type Html, html, layout, type PageModel, render } from '../../platform/page.ts';
import { MESSAGES } from './messages.ts';
import { signInPath } from './own-path.ts';

export type FormError = 'email-missing' | 'email-invalid' | 'too-many-requests' | 'form-invalid';

export type SignInModel = PageModel & {
  /** where to go on afterwards: a page of the account */
  to: string;
  /** as it was typed */
  email?: string | undefined;
  error?: FormError | undefined;
};

const EMAIL = 'email';

/** One address and one button. */
export function renderSignIn(model: SignInModel): string {
  const { locale, error } = model;
  const { form, errors } = MESSAGES[locale];
  const body = html`<h1>${form.title}</h1>
<p class="lede">${form.lede}</p>
${errorSummary(model)}
<div class="card">${signInForm(model)}</div>`;
  const title = error === undefined ? form.title : `${errors.titlePrefix}: ${form.title}`;
  return render(layout({ ...model, title, body, state: 'sign-in' }));
}

function signInForm({ locale, to, email, error }: SignInModel): Html {
  const { form, errors } = MESSAGES[locale];
  const wrong = isOfAddress(error) && html`<p class="error" id="${EMAIL}-error">${errors[error]}</p>`;
  return html`<form class="letter" method="post" action="/account/sign-in" novalidate>
${hiddenFields({ locale, to })}
<div class="field"><label for="${EMAIL}">${form.email}</label>
${wrong}<input type="email" id="${EMAIL}" name="${EMAIL}" maxlength="254" autocomplete="email" value="${email}" aria-describedby="${wrong && `${EMAIL}-error `}sign-in-hint"${wrong && html` aria-invalid="true"`}></div>
<button class="button main">${form.action}</button>
<p class="hint" id="sign-in-hint">${form.hint}</p>
</form>`;
}

function errorSummary({ locale, error }: SignInModel): Html | undefined {
  const { errors } = MESSAGES[locale];
  const faults =
    error === undefined ? [] : [{ text: errors[error], target: isOfAddress(error) ? EMAIL : undefined }];
  return errorNotice(errors.title, faults);
}

function isOfAddress(error: FormError | undefined): error is 'email-missing' | 'email-invalid' {
  return error === 'email-missing' || error === 'email-invalid';
}

/** After it was sent: the same for every address, whether it is known or not. */
export function renderSent(model: PageModel): string {
  const { sent } = MESSAGES[model.locale];
  const again = { href: signInPath({ lang: model.locale }), label: sent.again };
  return renderWords(model, { ...sent, state: 'sent', again });
}

/** @param model.token as it came: the button sends it, and it leads nowhere else */
export function renderEnter(model: PageModel & { token: string }): string {
  const { locale, token } = model;
  const { enter } = MESSAGES[locale];
  const action = `/account/enter?${new URLSearchParams({ token, lang: locale })}`;
  const body = html`<h1>${enter.title}</h1>
<p class="lede">${enter.lede}</p>
<p>${enter.text}</p>
<form class="actions" method="post" action="${action}" autocomplete="off"><button class="button main">${enter.action}</button></form>`;
  return render(layout({ ...model, title: enter.title, body, state: 'enter' }));
}

/** One page for links that were used, have run out or are not ours, so that nothing can be learnt by trying. */
export function renderGone(model: PageModel): string {
  const { gone } = MESSAGES[model.locale];
  const again = { href: signInPath({ lang: model.locale }), label: gone.action };
  return renderWords(model, { ...gone, state: 'used-up', again });
}

export function renderSignedOut(model: PageModel & { everywhere: boolean }): string {
  const { out } = MESSAGES[model.locale];
  const again = { href: signInPath({ lang: model.locale }), label: out.action };
  const lede = model.everywhere ? out.everywhere : out.lede;
  return renderWords(model, { title: out.title, lede, state: 'signed-out', again });
}

type Words = {
  title: string;
  lede: string;
  text?: string;
  state: string;
  again: { href: string; label: string };
};

function renderWords(model: PageModel, { title, lede, text, state, again }: Words): string {
  const { locale, newsroom, homeHref } = model;
  const home =
    homeHref !== undefined &&
    html` <a class="button quiet" href="${homeHref}">${MESSAGES[locale].home(newsroom)}</a>`;
  const body = html`<h1>${title}</h1>
<p class="lede">${lede}</p>
${text !== undefined && html`<p>${text}</p>`}
<p class="actions"><a class="button quiet" href="${again.href}">${again.label}</a>${home}</p>`;
  return render(layout({ ...model, title, body, state }));
}
