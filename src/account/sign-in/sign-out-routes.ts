import { z } from 'zod';
import { NO_SESSION_COOKIE } from '../../members/session-cookie.ts';
import { endSessionHere, endSessionsOf } from '../../members/sessions/end-sessions.ts';
import type { Context } from '../../platform/context.ts';
import { orNothing, PageQuery } from '../../platform/http/fields.ts';
import { type Answer, HTML, type Route, route } from '../../platform/http/route.ts';
import { pageModel } from '../../platform/page-model.ts';
import { forMember } from './for-member.ts';
import { renderSignedOut } from './sign-in-page.ts';

const PATH = '/account/sign-out';
const SIGNED_OUT = { 303: { description: 'To a page that says so' } };

/** Nothing is read from it. */
const ANY_BODY = { kind: 'bytes', schema: z.instanceof(Buffer), form: z.object({}) } as const;

export function signOutPages(context: Context): Route[] {
  return [signOut(context), signOutEverywhere(context), signedOutPage(context)];
}

function signOut(context: Context): Route {
  return route({
    method: 'post',
    path: PATH,
    tag: 'Pages',
    summary: 'Sign out',
    query: PageQuery,
    body: ANY_BODY,
    answers: SIGNED_OUT,
    handle: async ({ request, query }) => {
      await endSessionHere(context, context.database, request);
      return signedOut(query.lang);
    },
  });
}

function signOutEverywhere(context: Context): Route {
  return forMember(context, {
    method: 'post',
    path: `${PATH}/everywhere`,
    tag: 'Pages',
    summary: 'Sign out on all devices',
    query: PageQuery,
    body: ANY_BODY,
    answers: SIGNED_OUT,
    handle: async ({ session, query }) => {
      await endSessionsOf(context.database, [session.memberId]);
      return signedOut(query.lang, 'yes');
    },
  });
}

function signedOutPage(context: Context): Route {
  return route({
    method: 'get',
    path: '/account/signed-out',
    tag: 'Pages',
    summary: 'Says that one is signed out',
    query: PageQuery.extend({ everywhere: orNothing(z.literal('yes')) }),
    answers: { 200: HTML },
    handle: ({ request, query: { lang, everywhere } }) => ({
      status: 200,
      html: renderSignedOut({
        ...pageModel(context, request, lang),
        everywhere: everywhere !== undefined,
      }),
    }),
  });
}

function signedOut(lang?: string, everywhere?: string): Answer {
  const query = new URLSearchParams({ ...(lang && { lang }), ...(everywhere && { everywhere }) });
  const location = query.size > 0 ? `/account/signed-out?${query}` : '/account/signed-out';
  return { status: 303, location, cookies: [NO_SESSION_COOKIE] };
}
