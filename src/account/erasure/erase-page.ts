import { html, layout, type PageModel, render } from '../../platform/page.ts';
import { ERASE_PAGE } from './messages.ts';

export const ERASE_PATH = '/account/erase';

/** What goes, what the law keeps, what nobody can undo; and one button. */
export function renderErase(model: PageModel): string {
  const { locale } = model;
  const words = ERASE_PAGE[locale];
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
<h2>${words.goesTitle}</h2>
<ul>${Object.values(words.goes).map((what) => html`<li>${what}</li>`)}</ul>
<h2>${words.staysTitle}</h2>
<p>${words.stays}</p>
<h2>${words.knownTitle}</h2>
<p>${words.known}</p>
<p>${words.open}</p>
<p>${words.mail}</p>
<p class="alone"><a href="/account/export?lang=${locale}">${words.export}</a></p>
<form class="actions" method="post" action="${ERASE_PATH}?lang=${locale}" autocomplete="off"><button class="button main grave">${words.button}</button> <a class="button quiet" href="/account?lang=${locale}">${words.back}</a></form>`;
  return render(layout({ ...model, title: words.title, body, state: 'erase-account' }));
}
