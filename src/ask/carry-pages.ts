import { formatDay } from '../platform/locale.ts';
import { html, layout, type PageModel, render } from '../platform/page.ts';
import { MESSAGES } from './messages.ts';

/** Behind the link: one button, because to open a link is not yet to want what it does. */
export function renderCarry(model: PageModel & { carried: string }): string {
  const { locale, carried } = model;
  const words = MESSAGES[locale].carry;
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
<form method="post" action="/carry" class="actions">
<input type="hidden" name="ask" value="${carried}">
<input type="hidden" name="locale" value="${locale}">
<button class="button main">${words.button}</button>
</form>
<p>${words.link}</p>
<p>${words.kept}</p>`;
  return render(layout({ ...model, title: words.title, body }));
}

/** @param model `until`: when the site may ask again, as far as the cookie says */
export function renderCarried(model: PageModel & { until: Date }): string {
  const { locale, until, newsroom, homeHref = `/?lang=${locale}` } = model;
  const words = MESSAGES[locale].carried;
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.lede(formatDay(locale, until))}</p>
<p class="actions"><a class="button quiet" href="${homeHref}">${words.home(newsroom)}</a></p>`;
  return render(layout({ ...model, title: words.title, body }));
}
