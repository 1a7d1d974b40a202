import { html, layout, type PageModel, render } from '../platform/page.ts';
import { MESSAGES } from './messages.ts';

export type RemindedModel = PageModel & {
  /** When the site may ask again. */
  until: Date;
};

/** "Remind me later" was pressed. */
export function renderReminded(model: RemindedModel): string {
  const { locale, until } = model;
  const words = MESSAGES[locale];
  const date = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(until);
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.until(date)}</p>
<p>${words.text}</p>
<p>${words.changed} <a href="/?lang=${locale}">${words.support}</a></p>`;
  return render(layout({ ...model, title: words.title, body }));
}
