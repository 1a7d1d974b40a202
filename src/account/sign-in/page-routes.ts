import type { Request } from 'express';
import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { EmailAddress } from '../../platform/email-address.ts';
import type { Admission } from '../../platform/http/admission.ts';
import { orNothing, PageQuery } from '../../platform/http/fields.ts';
import { Problem } from '../../platform/http/problem.ts';
import { type Answer, HTML, type Route, route } from '../../platform/http/route.ts';
import { chooseLocale, LOCALES, type Locale } from '../../platform/locale.ts';
import { pageModel } from '../../platform/page-model.ts';
import { enterPages } from './enter-routes.ts';
import { ownPath, signInPath } from './own-path.ts';
import { requestLink } from './request-link.ts';
import { writeReturn } from './return-cookie.ts';
import { type FormError, renderSent, renderSignIn } from './sign-in-page.ts';
import { signOutPages } from './sign-out-routes.ts';

const PATH = '/account/sign-in';

const SignInForm = z.strictObject({
  email: EmailAddress,
  locale: z.enum(LOCALES).optional(),
  to: z.string().max(2_000).optional(),
});

/** Signing in and out without a script. */
export function signInPages(context: Context, admission: Admission): Route[] {
  return [
    formPage(context),
    askForLink(context, admission),
    sentPage(context),
    ...enterPages(context),
    ...signOutPages(context),
  ];
}

function formPage(context: Context): Route {
  return route({
    method: 'get',
    path: PATH,
    tag: 'Pages',
    summary: 'Sign in',
    query: PageQuery.extend({
      to: orNothing(z.string()).meta({ description: 'Where to go on afterwards: a path under /account' }),
    }),
    answers: { 200: HTML },
    handle: ({ request, query: { lang, to } }) => ({
      status: 200,
      html: renderSignIn({ ...pageModel(context, request, lang), to: ownPath(to) }),
    }),
  });
}

function askForLink(context: Context, admission: Admission): Route {
  return route({
    method: 'post',
    path: PATH,
    tag: 'Pages',
    summary: "Signing in's form",
    body: { kind: 'form', schema: z.record(z.string(), z.string()), form: SignInForm },
    answers: { 303: { description: 'To a page that says what to do next' }, 422: HTML, 429: HTML },
    handle: async ({ request, body }) => {
      const parsed = SignInForm.safeParse(body);
      if (!parsed.success) return again(context, request, body, faultOf(parsed.error, body));
      const { email, to } = parsed.data;
      const locale = localeOf(request, parsed.data.locale);
      try {
        await admission.limit(request);
      } catch (error) {
        if (!(error instanceof Problem) || error.slug !== 'too-many-requests') throw error;
        const { status, headers, slug } = error;
        return { ...again(context, request, body, slug), status, headers };
      }
      await requestLink(context, { email, locale });
      return {
        status: 303,
        location: `${PATH}/sent?lang=${locale}`,
        cookies: [writeReturn(ownPath(to))],
      };
    },
  });
}

function sentPage(context: Context): Route {
  return route({
    method: 'get',
    path: `${PATH}/sent`,
    tag: 'Pages',
    summary: 'What to do once a link was asked for',
    query: PageQuery,
    answers: { 200: HTML },
    handle: ({ request, query: { lang } }) => ({
      status: 200,
      html: renderSent(pageModel(context, request, lang)),
    }),
  });
}

/** The form again, with what was typed and a word about what is wrong. */
function again(context: Context, request: Request, body: Record<string, string>, error: FormError): Answer {
  const { email, locale, to: wanted } = body;
  const to = ownPath(wanted);
  const lang = localeOf(request, locale);
  const page = pageModel(context, request, lang, signInPath({ to }));
  return { status: 422, html: renderSignIn({ ...page, to, email, error }) };
}

function faultOf(error: z.ZodError, { email = '' }: Record<string, string>): FormError {
  if (!error.issues.some(({ path: [name] }) => name === 'email')) return 'form-invalid';
  return email.trim() === '' ? 'email-missing' : 'email-invalid';
}

function localeOf(request: Request, chosen: string | undefined): Locale {
  return chooseLocale({ query: chosen, acceptLanguage: request.get('accept-language') });
}
