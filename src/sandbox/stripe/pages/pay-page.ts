import { html } from 'hono/html';
import type Stripe from 'stripe';
import { formatMoney, money } from '../../../platform/money.ts';
import type { Wire } from '../wire.ts';
import { type Html, layout } from './layout.ts';
import { type Language, languageOf, type Words, wordsIn } from './words.ts';

type Session = Wire<Stripe.Checkout.Session>;

export const METHODS = ['card', 'declined', 'delayed-success', 'delayed-failure'] as const;

/** What went wrong with the last try on this page, and what was typed then. */
export type Tried = { fault: 'declined' | 'email'; email: string; method: string };

function frequency(items: readonly Wire<Stripe.LineItem>[], { once, every }: Words): string {
  const recurring = items.find((item) => item.price?.recurring)?.price?.recurring;
  return recurring ? (new Map(Object.entries(every)).get(recurring.interval) ?? '') : once;
}

function emailField(words: Words, session: Session, tried: Tried | null): Html {
  const known = session.customer_details?.email ?? null;
  const wrong = tried?.fault === 'email';
  return html`<label for="email">${words.email}</label>
<input id="email" name="email" type="email" autocomplete="email" required maxlength="254"
  value="${known ?? tried?.email ?? ''}" ${known === null ? '' : 'readonly'}
  ${wrong ? html`aria-invalid="true"` : ''} ${wrong || known !== null ? html`aria-describedby="email-hint"` : ''}>
${wrong ? html`<p class="hint" id="email-hint">${words.emailWrong}</p>` : ''}
${known === null ? '' : html`<p class="hint" id="email-hint">${words.emailLocked}</p>`}`;
}

function methodChoices(words: Words, tried: Tried | null): Html {
  const chosen = METHODS.find((method) => method === tried?.method) ?? 'card';
  return html`<fieldset><legend>${words.how}</legend>${METHODS.map(
    (method) => html`
<label class="choice"><input type="radio" name="method" value="${method}" ${method === chosen ? 'checked' : ''}>${words.methods[method]}</label>`,
  )}
</fieldset>`;
}

/** The page on which an open session is paid, without a line of JavaScript. */
export function payPage(
  session: Session,
  items: readonly Wire<Stripe.LineItem>[],
  tried: Tried | null,
): Html {
  const language = languageOf(session.locale);
  const words = wordsIn(language);
  const name = items.map((item) => item.description ?? '').join(', ');
  const amount = formatMoney(money(session.amount_total ?? 0, session.currency ?? 'usd'), language);
  const note = session.custom_text.submit?.message;
  const fault = tried && (tried.fault === 'declined' ? words.declined : words.emailWrong);
  return layout(
    { language, title: name, badge: words.sandbox },
    html`<h1>${name}</h1>
<p class="amount">${amount} <small>${frequency(items, words)}</small></p>
${fault ? html`<p class="alert" role="alert">${fault}</p>` : ''}
<form method="post" action="/pay/${session.id}">
${emailField(words, session, tried)}
${methodChoices(words, tried)}
<button class="pay" type="submit">${words.pay} ${amount}</button>
${note ? html`<p class="hint">${note}</p>` : ''}
</form>
${session.cancel_url === null ? '' : html`<a class="back" href="${session.cancel_url}">${words.back}</a>`}`,
  );
}

/** What is shown in place of the form once a session is over. */
export function closedPage(session: Session): Html {
  const language = languageOf(session.locale);
  const words = wordsIn(language);
  const expired = session.status === 'expired';
  const recovery = session.after_expiration?.recovery?.url;
  return message(
    language,
    expired ? words.expired : words.complete,
    html`<p>${expired ? words.expiredText : words.completeText}</p>
${expired && recovery ? html`<a class="back" href="${recovery}">${words.again}</a>` : ''}`,
  );
}

export function missingPage(): Html {
  const words = wordsIn('en');
  return message('en', words.missing, html`<p>${words.missingText}</p>`);
}

function message(language: Language, title: string, body: Html): Html {
  return layout({ language, title, badge: wordsIn(language).sandbox }, html`<h1>${title}</h1>${body}`);
}
