import type { Request } from 'express';
import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { orNothing, PageQuery } from '../../platform/http/fields.ts';
import { type Answer, HTML, type Route, route } from '../../platform/http/route.ts';
import { chooseLocale } from '../../platform/locale.ts';
import { hrefIn, pageModel } from '../../platform/page-model.ts';
import { enter, mayEnter } from './enter.ts';
import { NO_RETURN, readReturn } from './return-cookie.ts';
import { renderEnter, renderGone } from './sign-in-page.ts';

const PATH = '/account/enter';

const EnterQuery = PageQuery.extend({
  token: orNothing(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)).meta({ description: 'As it came in the mail' }),
});

const GONE = { ...HTML, description: 'Used, run out or forged: all the same' };

/** Nothing is read from it. */
const ANY_BODY = { kind: 'bytes', schema: z.instanceof(Buffer), form: z.object({}) } as const;

/** Behind the link of the mail. Programs open such links before people do, so only the button does anything. */
export function enterPages(context: Context): Route[] {
  return [askPage(context), enterHere(context)];
}

function askPage(context: Context): Route {
  return route({
    method: 'get',
    path: PATH,
    tag: 'Pages',
    summary: 'Asks whether to sign in',
    query: EnterQuery,
    answers: { 200: HTML, 410: GONE },
    handle: async ({ request, query: { token, lang } }) => {
      if (token === undefined || !(await mayEnter(context, token))) return gone(context, request, lang);
      return { status: 200, html: renderEnter({ ...pageModel(context, request, lang), token }) };
    },
  });
}

function enterHere(context: Context): Route {
  return route({
    method: 'post',
    path: PATH,
    tag: 'Pages',
    summary: 'Sign in by the link of a mail, once',
    query: EnterQuery,
    body: ANY_BODY,
    answers: { 303: { description: 'To the account' }, 410: GONE },
    handle: async ({ request, query: { token, lang } }) => {
      const cookies = token === undefined ? null : await enter(context, request, token);
      if (cookies === null) return gone(context, request, lang);
      const to = readReturn(request, context.publicUrl);
      // The language in which they signed in, whatever that page was asked for in before.
      const location = lang === undefined ? to : hrefIn(chooseLocale({ query: lang }), to);
      return { status: 303, location, cookies: [...cookies, NO_RETURN] };
    },
  });
}

/** The same bytes for every link that is of no use, whatever it held: not even its languages' links repeat it. */
function gone(context: Context, request: Request, lang: string | undefined): Answer {
  return { status: 410, html: renderGone(pageModel(context, request, lang, PATH)) };
}
