import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { readCookie } from '../platform/http/cookies.ts';
import { Problem } from '../platform/http/problem.ts';
import { HTML, type Route, route } from '../platform/http/route.ts';
import { LOCALES } from '../platform/locale.ts';
import { pageModel } from '../platform/page-model.ts';
import { answerByCookie } from './answer-ask.ts';
import { findCarried, takeCarried } from './carry.ts';
import { renderCarried, renderCarry } from './carry-pages.ts';
import { ASK_COOKIE } from './cookie.ts';

const TAG = 'Pages';

/** `ask` may be missing or anything: all that does not lead to quiet is answered alike. */
const CarryForm = z.strictObject({ ask: z.string().optional(), locale: z.enum(LOCALES).default('en') });

/** The quiet of one device on another of the same reader, by a link; nothing of it is kept with us. */
export function carryRoutes(context: Context): Route[] {
  return [carryPage(context), carry(context), carriedPage(context)];
}

function carryPage(context: Context): Route {
  return route({
    method: 'get',
    path: '/carry',
    tag: TAG,
    summary: 'A page that offers to hide the appeal on this device as on another',
    description: 'Links that have run out, forged and cut ones look alike: 410.',
    query: z.object({ ask: z.string().optional(), lang: z.string().optional() }),
    answers: { 200: HTML },
    handle: async ({ request, query: { ask: carried, lang } }) => {
      if (carried === undefined || (await findCarried(context, carried)) === null)
        throw new Problem('link-gone');
      return { status: 200, html: renderCarry({ ...pageModel(context, request, lang), carried }) };
    },
  });
}

function carry(context: Context): Route {
  return route({
    method: 'post',
    path: '/carry',
    tag: TAG,
    summary: 'Hide the appeal on this device as on another',
    body: { kind: 'form', schema: CarryForm },
    answers: { 303: { description: 'To a page that says until when, with the cookie' } },
    handle: async ({ request, body: { ask: carried, locale } }) => {
      const cookieValue = readCookie(request, ASK_COOKIE, context.publicUrl);
      const cookie = await takeCarried(context, { carried, cookieValue });
      if (cookie === null) throw new Problem('link-gone');
      return { status: 303, location: `/carried?lang=${locale}`, cookies: [cookie] };
    },
  });
}

function carriedPage(context: Context): Route {
  return route({
    method: 'get',
    path: '/carried',
    tag: TAG,
    summary: 'Until when the appeal is hidden on this device',
    query: z.object({ lang: z.string().optional() }),
    answers: { 200: HTML, 303: { description: 'To the appeal, where nothing was carried' } },
    handle: ({ request, query: { lang } }) => {
      const cookieValue = readCookie(request, ASK_COOKIE, context.publicUrl);
      const until = answerByCookie(context, cookieValue)?.answer.until;
      if (!until) return { status: 303, location: '/' };
      return { status: 200, html: renderCarried({ ...pageModel(context, request, lang), until }) };
    },
  });
}
