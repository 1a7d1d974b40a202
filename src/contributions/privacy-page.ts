import { type Html, html, layout, type PageModel, render } from '../platform/page.ts';
import { MESSAGES } from './messages.ts';
import type { Messages } from './messages-en.ts';

export type PrivacyModel = PageModel & {
  /** Where to write to the newsroom; without it, its name stands there. */
  contact?: string | undefined;
};

/** What is stored and what banks see: only what is so today. */
export function renderPrivacy(model: PrivacyModel): string {
  const messages = MESSAGES[model.locale];
  const words = messages.privacy;
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
<section class="notice"><h2>${words.bankTitle}</h2><p>${messages.bank.text}</p><p>${words.bankMore}</p></section>
<h2>${words.heldTitle}</h2>
${heldTable(words)}
<h2>${words.notHeldTitle}</h2>
<ul>${Object.values(words.notHeld).map((what) => html`<li>${what}</li>`)}</ul>
<h2>${words.providerTitle}</h2>
<p>${words.provider}</p>
<h2>${words.cookiesTitle}</h2>
<ul>${Object.values(words.cookies).map((cookie) => html`<li>${cookie}</li>`)}</ul>
<p>${words.cookiesText}</p>
<h2 id="erase">${words.eraseTitle}</h2>
<p>${words.eraseMail}</p>
<p>${words.erase(model.newsroom, model.contact)}</p>
<p>${words.eraseKept}</p>
<p>${words.reminder}</p>`;
  return render(layout({ ...model, title: words.title, body }));
}

function heldTable({ held, heldTitle, what, how }: Messages['privacy']): Html {
  const rows = Object.values(held).map(
    (row) => html`<tr><th scope="row">${row.what}</th><td>${row.how}</td></tr>`,
  );
  return html`<table class="stack" aria-label="${heldTitle}"><thead><tr><th scope="col">${what}</th><th scope="col">${how}</th></tr></thead><tbody>${rows}</tbody></table>`;
}
