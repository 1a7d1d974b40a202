import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { PageQuery } from '../../platform/http/fields.ts';
import { HTML, type Route } from '../../platform/http/route.ts';
import { pageModel } from '../../platform/page-model.ts';
import { forMember } from '../sign-in/for-member.ts';
import { ERASE_PATH, renderErase } from './erase-page.ts';
import { type ErasingContext, erasePerson } from './erase-person.ts';
import { ERASED_COOKIES } from './erased-cookies.ts';

/** Nothing is read from it. */
const ANY_BODY = { kind: 'bytes', schema: z.instanceof(Buffer), form: z.object({}) } as const;

/** Being erased by whoever is signed in; who is not has the link in every mail. */
export function erasureRoutes(context: ErasingContext): Route[] {
  return [eraseMe(context), erasePage(context), erase(context)];
}

function eraseMe(context: ErasingContext): Route {
  return forMember(context, {
    method: 'delete',
    path: '/v1/me',
    tag: 'Members',
    summary: 'Erase me',
    description:
      'At once and for good: addresses, reminders, the newsletter, memberships (they end), and what the payment provider keeps to charge again. The books keep amount, currency, day, payment number and pseudonym.',
    answers: { 204: { description: 'Erased; memberships end within minutes' } },
    handle: async ({ session }) => {
      await erasePerson(context, { memberIds: [session.memberId] });
      return { status: 204, cookies: ERASED_COOKIES };
    },
  });
}

function erasePage(context: Context): Route {
  return forMember(context, {
    method: 'get',
    path: ERASE_PATH,
    tag: 'Pages',
    summary: 'What erasing means, before it is done',
    query: PageQuery,
    answers: { 200: HTML },
    handle: ({ request, query }) => ({
      status: 200,
      html: renderErase(pageModel(context, request, query.lang)),
    }),
  });
}

function erase(context: ErasingContext): Route {
  return forMember(context, {
    method: 'post',
    path: ERASE_PATH,
    tag: 'Pages',
    summary: 'Erase everything about whoever is signed in',
    query: PageQuery,
    body: ANY_BODY,
    answers: { 303: { description: 'To a page that says so' } },
    handle: async ({ request, session, query: { lang } }) => {
      const { locale } = pageModel(context, request, lang);
      await erasePerson(context, { memberIds: [session.memberId] }, { locale });
      const query = new URLSearchParams({ what: 'erased', ...(lang && { lang }) });
      return { status: 303, location: `/settled?${query}`, cookies: ERASED_COOKIES };
    },
  });
}
