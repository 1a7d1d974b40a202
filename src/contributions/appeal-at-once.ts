import type { IncomingMessage } from 'node:http';
import type { WithCatalog } from '../catalog/catalog.ts';
import type { Context } from '../platform/context.ts';
import { readCookie } from '../platform/http/cookies.ts';
import type { AtOnceRoute } from '../platform/http/direct.ts';
import { chooseLocale, LOCALES, type Locale } from '../platform/locale.ts';
import { pageModelIn } from '../platform/page-model.ts';
import { randomToken } from '../platform/tokens.ts';
import { renderAppeal } from './appeal-page.ts';
import { APPEAL_PATH, appealModel } from './appeal-view.ts';
import { CHECKOUT_COOKIE } from './checkout-cookie.ts';

/** The form's key, which no two readers may share, stands somewhere in the page: all else is the same for everybody. */
type Kept = { page: Buffer; keyAt: number };

/**
 * The appeal without a choice made, before Express is asked. One page for each language is kept, of the catalog and the
 * settings alone, which stay; whoever started a checkout is left to Express, which looks at what became of it.
 */
export function appealAtOnce(context: Context & WithCatalog): AtOnceRoute[] {
  const kept = new Map<Locale, Kept>();
  const pageIn = (locale: Locale): Buffer => {
    const known = kept.get(locale) ?? render(context, locale);
    kept.set(locale, known);
    return withKey(known, randomToken());
  };
  const routeAt = (url: string, lang?: Locale): AtOnceRoute => ({
    path: APPEAL_PATH,
    url,
    answer: (request) => {
      if (isForExpress(context, request)) return null;
      const acceptLanguage = request.headers['accept-language'];
      return { status: 200, html: pageIn(chooseLocale({ query: lang, acceptLanguage })) };
    },
  });
  return [routeAt(APPEAL_PATH), ...LOCALES.map((lang) => routeAt(`${APPEAL_PATH}?lang=${lang}`, lang))];
}

function isForExpress({ publicUrl }: Context, request: IncomingMessage): boolean {
  // Express has an answer of its own to this.
  if (request.headers['if-none-match'] !== undefined) return true;
  return readCookie(request, CHECKOUT_COOKIE, publicUrl) !== undefined;
}

function render(context: Context & WithCatalog, locale: Locale): Kept {
  const idempotencyKey = randomToken();
  const page = pageModelIn(context, locale, APPEAL_PATH);
  const text = Buffer.from(renderAppeal(appealModel(context, { page, currency: undefined, idempotencyKey })));
  const keyAt = text.indexOf(idempotencyKey);
  if (keyAt < 0 || text.includes(idempotencyKey, keyAt + 1)) throw new Error('the key is not in one place');
  return { page: text, keyAt };
}

/** A copy: what is sent to one reader is never written into again. */
function withKey({ page, keyAt }: Kept, key: string): Buffer {
  const copy = Buffer.from(page);
  copy.write(key, keyAt, 'latin1');
  return copy;
}
