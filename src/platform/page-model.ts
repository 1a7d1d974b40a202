import type { Request } from 'express';
import type { Context } from './context.ts';
import { chooseLocale, LOCALES, type Locale } from './locale.ts';
import type { PageModel } from './page.ts';
import { STYLE_PATH } from './style.ts';

/**
 * What every page is told, from the settings and from how the browser asked for it.
 * @param address path and query under which this page is had in another language; absent: where it was asked for
 */
export function pageModel(
  context: Pick<Context, 'settings'>,
  request: Request,
  chosen?: string,
  address = request.method === 'POST' ? '/' : request.originalUrl,
): PageModel {
  const acceptLanguage = request.get('accept-language');
  return pageModelIn(context, chooseLocale({ query: chosen, acceptLanguage }), address);
}

/** The same, where the language is settled. @param address path and query */
export function pageModelIn(
  { settings: { SITE_ORIGINS, NEWSROOM_NAME } }: Pick<Context, 'settings'>,
  locale: Locale,
  address: string,
): PageModel {
  return {
    locale,
    styleHref: STYLE_PATH,
    newsroom: NEWSROOM_NAME,
    homeHref: SITE_ORIGINS[0],
    languageLinks: LOCALES.map((one) => ({
      locale: one,
      href: hrefIn(one, address),
      current: one === locale,
    })),
  };
}

/** The same address in that language. @param address path and query */
export function hrefIn(locale: Locale, address: string): string {
  const url = new URL(address, 'http://page.invalid');
  url.searchParams.set('lang', locale);
  return `${url.pathname}${url.search}`;
}
