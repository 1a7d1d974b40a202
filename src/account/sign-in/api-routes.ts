import { z } from 'zod';
import { NO_SESSION_COOKIE } from '../../members/session-cookie.ts';
import { endSessionHere } from '../../members/sessions/end-sessions.ts';
import type { Context } from '../../platform/context.ts';
import { EmailAddress } from '../../platform/email-address.ts';
import type { Admission } from '../../platform/http/admission.ts';
import { Problem } from '../../platform/http/problem.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { LOCALES } from '../../platform/locale.ts';
import { enter } from './enter.ts';
import { requestLink } from './request-link.ts';

const SignInRequest = z
  .strictObject({ email: EmailAddress, locale: z.enum(LOCALES).default('en') })
  .meta({ id: 'SignInRequest' });

const SessionRequest = z
  .strictObject({
    token: z
      .string()
      .regex(/^[\x21-\x7e]{1,1024}$/, { error: 'token-invalid' })
      .meta({ description: "From the mail's link" }),
  })
  .meta({ id: 'SessionRequest' });

/** Signing in and out. Where somebody lives does not matter here: they gave already. */
export function signInRoutes(context: Context, admission: Admission): Route[] {
  return [askForLink(context, admission), startHere(context), endHere(context)];
}

function askForLink(context: Context, admission: Admission): Route {
  return route({
    method: 'post',
    path: '/v1/sign-in-links',
    tag: 'Members',
    summary: 'Ask for a link to sign in with',
    description:
      'If somebody gave with this address, a mail goes there, with a link that works once, for 15 minutes. The answer is the same, and takes as long, whether or not the address is known.',
    body: { kind: 'json', schema: SignInRequest },
    answers: { 202: { description: 'Look into the mailbox', schema: z.strictObject({}) } },
    handle: async ({ request, body }) => {
      await admission.limit(request);
      await requestLink(context, body);
      return { status: 202, json: {} };
    },
  });
}

function startHere(context: Context): Route {
  return route({
    method: 'post',
    path: '/v1/sessions',
    tag: 'Members',
    summary: 'Sign in, by the token of a link',
    description:
      'Sets the cookie `gw_session` (`__Host-gw_session` under https). A token that was used, has run out or is not ours: the same 410.',
    body: { kind: 'json', schema: SessionRequest },
    answers: { 201: { description: 'Signed in', schema: z.strictObject({}) } },
    handle: async ({ request, body: { token } }) => {
      const cookies = await enter(context, request, token);
      if (cookies === null) throw new Problem('link-gone');
      return { status: 201, json: {}, cookies };
    },
  });
}

function endHere(context: Context): Route {
  return route({
    method: 'delete',
    path: '/v1/sessions/current',
    tag: 'Members',
    summary: 'Sign out',
    description: 'The same answer for a browser that was not signed in.',
    answers: { 204: { description: 'Signed out' } },
    handle: async ({ request }) => {
      await endSessionHere(context, context.database, request);
      return { status: 204, cookies: [NO_SESSION_COOKIE] };
    },
  });
}
