import type { Request } from 'express';
import type { Context } from './context.ts';
import { chooseLocale, LOCALES, type Locale } from './locale.ts';
import type { PageModel } from './page.ts';
import { STYLE_PATH } from './style.ts';

/** What every page is told, from the settings and from how the browser asked for it. */
export function pageModel(context: Pick<Context, 'settings'>, request: Request, chosen?: string): PageModel {
  const { SITE_ORIGINS, NEWSROOM_NAME } = context.settings;
  const locale = chooseLocale({ query: chosen, acceptLanguage: request.get('accept-language') });
  return {
    locale,
    styleHref: STYLE_PATH,
    newsroom: NEWSROOM_NAME,
    homeHref: SITE_ORIGINS[0],
    languageLinks: LOCALES.map((one) => ({
      locale: one,
      href: hrefIn(one, request),
      current: one === locale,
    })),
  };
}

/** This page in another language; after a form was sent, the start. */
function hrefIn(locale: Locale, request: Request): string {
  if (request.method !== 'GET') return `/?lang=${locale}`;
  const url = new URL(request.originalUrl, 'http://page.invalid');
  url.searchParams.set('lang', locale);
  return `${url.pathname}${url.search}`;
}
