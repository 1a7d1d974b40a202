import type { Request } from 'express';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { EmailAddress } from '../platform/email-address.ts';
import type { Admission } from '../platform/http/admission.ts';
import { Country, orNothing, PageQuery } from '../platform/http/fields.ts';
import { Problem } from '../platform/http/problem.ts';
import { type Answer, HTML, type Route, route } from '../platform/http/route.ts';
import { chooseLocale, LOCALES } from '../platform/locale.ts';
import { pageModel } from '../platform/page-model.ts';
import { renderRestricted } from '../platform/restricted-page.ts';
import { EMAIL, type FormError, RESIDENCE } from './form.ts';
import { renderAsked, renderNewsletter } from './newsletter-page.ts';
import { subscribeHere } from './routes.ts';

const PATH = '/newsletter';

const PLACES = ['appeal', 'thank-you', 'page'] as const;
const Place = z.enum(PLACES).catch('page');

const NewsletterForm = z.strictObject({
  [EMAIL]: EmailAddress,
  [RESIDENCE]: z.union([z.literal('').transform(() => undefined), Country]).optional(),
  locale: z.enum(LOCALES),
  place: z.enum(PLACES),
});

/** Asking for the newsletter, without a script. */
export function newsletterPages(context: Context, admission: Admission): Route[] {
  return [formPage(context), askForIt(context, admission), askedPage(context)];
}

function formPage(context: Context): Route {
  return route({
    method: 'get',
    path: PATH,
    tag: 'Pages',
    summary: 'The free weekly newsletter',
    query: PageQuery,
    answers: { 200: HTML },
    handle: ({ request, query }) => {
      const page = pageModel(context, request, query.lang);
      const restricted = context.settings.RESTRICTED_RESIDENCES;
      return { status: 200, html: renderNewsletter({ ...page, place: 'page', restricted }) };
    },
  });
}

function askForIt(context: Context, admission: Admission): Route {
  return route({
    method: 'post',
    path: PATH,
    tag: 'Pages',
    summary: "The newsletter's form",
    body: { kind: 'form', schema: z.record(z.string(), z.string()), form: NewsletterForm },
    answers: { 303: { description: 'To a page that says what to do next' }, 403: HTML, 422: HTML, 429: HTML },
    handle: async ({ request, body }) => {
      const parsed = NewsletterForm.safeParse(body);
      if (!parsed.success) return again(context, request, body, faultOf(parsed.error, body));
      const { [EMAIL]: email, [RESIDENCE]: residence, locale, place } = parsed.data;
      try {
        await admission.admit(request, residence);
        const subscribed = await subscribeHere(context, request, { email, locale, place });
        const query = new URLSearchParams({ lang: locale, ...(subscribed && { subscribed: 'yes' }) });
        return { status: 303, location: `${PATH}/asked?${query}` };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const { status, headers, slug } = error;
        if (slug === 'residence-restricted')
          return { status, html: renderRestricted({ ...pageOf(context, request, body), refused: 'mail' }) };
        if (slug !== 'too-many-requests') throw error;
        return { ...again(context, request, body, slug), status, headers };
      }
    },
  });
}

function askedPage(context: Context): Route {
  return route({
    method: 'get',
    path: `${PATH}/asked`,
    tag: 'Pages',
    summary: 'What to do once the newsletter was asked for',
    query: PageQuery.extend({ subscribed: orNothing(z.literal('yes')) }),
    answers: { 200: HTML },
    handle: ({ request, query: { lang, subscribed } }) => ({
      status: 200,
      html: renderAsked({ ...pageModel(context, request, lang), subscribed: subscribed !== undefined }),
    }),
  });
}

/** The form again, with what was typed and a word about what is wrong. Where somebody lives is not filled in again. */
function again(context: Context, request: Request, body: Record<string, string>, error: FormError): Answer {
  const page = pageOf(context, request, body);
  const restricted = context.settings.RESTRICTED_RESIDENCES;
  const place = Place.parse(body.place);
  return { status: 422, html: renderNewsletter({ ...page, place, restricted, email: body[EMAIL], error }) };
}

function pageOf(context: Context, request: Request, { locale }: Record<string, string>) {
  const lang = chooseLocale({ query: locale, acceptLanguage: request.get('accept-language') });
  return pageModel(context, request, lang, PATH);
}

function faultOf(error: z.ZodError, body: Record<string, string>): FormError {
  const names = error.issues.map(({ path: [name] }) => name);
  if (names.includes(EMAIL)) return (body[EMAIL] ?? '').trim() === '' ? 'email-missing' : 'email-invalid';
  return names.includes(RESIDENCE) ? 'residence-invalid' : 'form-invalid';
}
