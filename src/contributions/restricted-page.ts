import { html, layout, type PageModel, render } from '../platform/page.ts';
import { localesFrom } from './bank-warning.ts';
import { MESSAGES } from './messages.ts';

export type RestrictedModel = PageModel;

/** The residence gate's refusal, in every language, because it must be understood. */
export function renderRestricted(model: RestrictedModel): string {
  const [first, ...others] = localesFrom(model.locale);
  const texts = others.map((locale) => {
    const words = MESSAGES[locale].restricted;
    return html`<section class="twin" lang="${locale}"><h2>${words.title}</h2><p>${words.text}</p><p>${words.kept}</p><p>${words.thanks}</p></section>`;
  });
  const words = MESSAGES[first ?? model.locale].restricted;
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.text}</p>
<p><strong>${words.kept}</strong></p>
<p>${words.thanks}</p>
<p><a class="button quiet" href="${model.homeHref ?? '/'}">${words.back}</a></p>
${texts}`;
  return render(layout({ ...model, title: words.title, body }));
}
