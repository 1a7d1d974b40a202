import { type Html, html, layout, type PageModel, render } from '../../platform/page.ts';
import { PAY_MESSAGES } from './messages.ts';
import { PAY_PATH } from './pay-link.ts';

/** What somebody may do about a payment: each a button of its own. */
export const PAY_STEPS = ['method', 'page', 'retry'] as const;
type Step = (typeof PAY_STEPS)[number];

/** Days written out. */
export type PayState =
  | { state: 'due'; day: string; next: string | null; needsAction: boolean }
  | { state: 'clear' }
  | { state: 'ended' };

export type PayModel = PageModel & {
  standing: PayState;
  /** as it came: the buttons send it, and it leads nowhere else */
  token: string;
  /** the same press of a button is the same attempt */
  attempt: string;
  /** from Stripe's page */
  isBack: boolean;
  said: keyof (typeof PAY_MESSAGES)['en']['said'] | undefined;
};

/** Behind the link in a mail: how a payment stands, and what can be done about it. Only a button does anything. */
export function renderPay(model: PayModel): string {
  const { title, body: parts } = partsOf(model);
  const body = html`${parts}
<p class="back"><a href="/account?lang=${model.locale}">${PAY_MESSAGES[model.locale].account}</a></p>`;
  return render(layout({ ...model, title, body, state: model.isBack ? 'back' : model.standing.state }));
}

function partsOf(model: PayModel): { title: string; body: Html } {
  const { standing, locale, isBack, said } = model;
  const words = PAY_MESSAGES[locale];
  const note = said === undefined ? null : words.said[said];
  if (standing.state === 'ended') {
    const begin = html`<p class="actions"><a class="button main" href="/?lang=${locale}">${words.buttons.begin}</a></p>`;
    return frame(words.ended.title, note, words.ended.lede, html`${begin}`);
  }
  // The books have not heard of it: its buttons would lead nowhere.
  if (said === 'gone' && standing.state === 'due')
    return frame(words.clear.title, null, words.said.gone, html``);
  if (standing.state === 'clear') {
    const { title, lede, text, changed } = words.clear;
    const rest = html`<p>${text}</p>
<div class="actions">${button(model, 'method', words.buttons.method, 'quiet')}</div>`;
    return frame(title, note, isBack ? changed : lede, rest);
  }
  return dueParts(model, standing, note);
}

function dueParts(
  model: PayModel,
  { day, next, needsAction: isToldBefore }: PayState & { state: 'due' },
  note: string | null,
): { title: string; body: Html } {
  const { due, back, buttons } = PAY_MESSAGES[model.locale];
  const needsAction = isToldBefore || model.said === 'action';
  const method = (kind: 'main' | 'quiet') => button(model, 'method', buttons.method, kind);
  const page = (kind: 'main' | 'quiet') =>
    button(model, 'page', needsAction ? buttons.confirm : buttons.pay, kind);
  if (model.isBack) {
    const rest = html`<p>${back.text}</p>
<div class="actions">${button(model, 'retry', buttons.retry, 'main')}${method('quiet')}</div>`;
    return frame(back.title, note, back.lede(day), rest);
  }
  const how = next === null ? due.over : due.next(next);
  const rest = html`<p>${needsAction ? due.confirm : how}</p>
<div class="actions">${needsAction ? [page('main'), method('quiet')] : [method('main'), page('quiet')]}</div>`;
  return frame(due.title, note, due.lede(day), rest);
}

function frame(title: string, note: string | null, lede: string, rest: Html): { title: string; body: Html } {
  return {
    title,
    body: html`<h1>${title}</h1>
${note !== null && html`<p role="status"><strong>${note}</strong></p>`}
<p class="lede">${lede}</p>
${rest}`,
  };
}

function button(model: PayModel, step: Step, label: string, kind: 'main' | 'quiet'): Html {
  const { token, locale, attempt } = model;
  const action = `${PAY_PATH}?${new URLSearchParams({ token, lang: locale })}`;
  return html`<form method="post" action="${action}" autocomplete="off">
<input type="hidden" name="step" value="${step}"><input type="hidden" name="attempt" value="${attempt}">
<button class="button ${kind}">${label}</button></form>`;
}
