import { LOCALES, type Locale } from '../platform/locale.ts';
import { type Html, html } from '../platform/page.ts';
import { MESSAGES } from './messages.ts';

/** The page's language first; the others beside it. */
function localesFrom(first: Locale): Locale[] {
  return [first, ...LOCALES.filter((locale) => locale !== first)];
}

/** Shown in every language before anybody pays, because the page's language may not be the reader's. */
export function bankWarning(first: Locale): Html {
  const texts = localesFrom(first).map((locale) => {
    const { title, text } = MESSAGES[locale].bank;
    return html`<div lang="${locale}"><h2>${title}</h2><p>${text}</p></div>`;
  });
  return html`<div class="bank">${texts}</div>`;
}
