/** The frame of every page that a person sees, and the one way to build HTML: escaped unless we say otherwise. */
import { html as honoHtml, raw } from 'hono/html';
import { LOCALE_NAMES, type Locale } from './locale.ts';

export type Html = ReturnType<typeof raw>;

type Child = Html | string | number | bigint | false | null | undefined | readonly Child[];

/** Escapes whatever is put into it. Promises are kept out by the types, so the answer is at hand at once. */
export function html(strings: TemplateStringsArray, ...children: Child[]): Html {
  const built = honoHtml(strings, ...children);
  if (built instanceof Promise) throw new TypeError('a promise was put into a page');
  return built;
}

/** A plain string: Hono's is a String object, which Express would send as JSON. */
export function render(page: Html): string {
  return page.toString();
}

export type LanguageLink = { locale: Locale; href: string; current: boolean };

/** What every page is told. */
export type PageModel = {
  locale: Locale;
  /** The style sheet's address: `STYLE_PATH`, behind whatever prefix the service has. */
  styleHref: string;
  /** The newsroom's name, a setting: the wordmark and the end of each title. */
  newsroom: string;
  /** Where the wordmark leads: the newsroom's site; without it, the appeal. */
  homeHref?: string | undefined;
  languageLinks?: readonly LanguageLink[] | undefined;
};

const WORDS: Record<Locale, { skip: string; privacy: string; languages: string }> = {
  en: { skip: 'Skip to the content', privacy: 'What we store, and what banks see', languages: 'Language' },
  ru: { skip: 'Перейти к содержанию', privacy: 'Что мы храним и что видят банки', languages: 'Язык' },
};

/** A data URL, so that no browser asks for /favicon.ico: a page and its style sheet are all that is fetched. */
const ICON = raw(
  "<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Ccircle cx='4' cy='4' r='3.5' fill='%230c5563'/%3E%3C/svg%3E\">",
);

export function layout({
  locale,
  title,
  styleHref,
  newsroom,
  homeHref = '/',
  languageLinks = [],
  body,
  kind = 'prose',
  state,
}: PageModel & {
  title: string;
  body: Html;
  /** `prose` is one column to read; `wide` uses the width of the window. */
  kind?: 'prose' | 'wide';
  /** Put on the main element as `data-state`. */
  state?: string | undefined;
}): Html {
  const words = WORDS[locale];
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title} · ${newsroom}</title>
${ICON}
<link rel="stylesheet" href="${styleHref}">
</head>
<body>
<a class="skip" href="#main">${words.skip}</a>
<header class="top"><div class="bar">
<a class="wordmark" href="${homeHref}">${newsroom}</a>
${languageLinks.length > 0 && html`<nav aria-label="${words.languages}">${languageLinks.map(languageLink)}</nav>`}
</div></header>
<main id="main" class="${kind}" tabindex="-1"${state !== undefined && html` data-state="${state}"`}>
${body}
</main>
<footer class="bottom"><div class="bar"><a href="/privacy?lang=${locale}">${words.privacy}</a></div></footer>
</body>
</html>
`;
}

function languageLink({ locale, href, current }: LanguageLink): Html {
  return html`<a href="${href}" lang="${locale}" hreflang="${locale}"${current && html` aria-current="true"`}>${LOCALE_NAMES[locale]}</a>`;
}

export { raw };
