import type { Request } from 'express';
import { z } from 'zod';
import { orNothing, PageQuery } from '../../platform/http/fields.ts';
import { Problem } from '../../platform/http/problem.ts';
import { type Answer, HTML, type Route, route } from '../../platform/http/route.ts';
import { pageModel } from '../../platform/page-model.ts';
import type { ChangingContext } from '../changes/change-membership.ts';
import { renderUsedUpOfMember } from '../links/link-page.ts';
import { openPurposeLink } from '../links/purpose-link.ts';
import { forMember } from '../sign-in/for-member.ts';
import { ACCOUNT_PATH } from '../sign-in/own-path.ts';
import { renderDouble } from './double-page.ts';
import { DOUBLE_ANSWERS } from './rules.ts';
import { settleDouble } from './settle-double.ts';
import { type Double, findDouble, findOpenDouble } from './store.ts';

const PATH = '/account/double';

const DoubleQuery = PageQuery.extend({
  token: orNothing(z.string().regex(/^[A-Za-z0-9_-]{22,600}$/)).meta({
    description: 'As it came in the mail; without it for whoever is signed in',
  }),
  answer: orNothing(z.enum(DOUBLE_ANSWERS)),
  double: orNothing(z.uuid()),
});
type Query = z.output<typeof DoubleQuery>;

const AnswerForm = z.strictObject({ answer: z.enum(DOUBLE_ANSWERS), double: z.uuid() });

const USED_UP = { ...HTML, description: 'Expired or forged: all the same' };

/** Which of two memberships is to stay: by the link of the mail, which is for nothing else, or signed in. */
export function doublePages(context: ChangingContext): Route[] {
  return [askPage(context), settlePage(context)];
}

function askPage(context: ChangingContext): Route {
  const spec = {
    method: 'get',
    path: PATH,
    tag: 'Pages',
    summary: 'Asks which of two memberships is to stay',
    query: DoubleQuery,
    answers: { 200: HTML, 303: { description: 'To the account: there is nothing to ask' }, 410: USED_UP },
  } as const;
  const show = (request: Request, query: Query, double: Double): Answer => {
    const page = pageModel(context, request, query.lang);
    const timeZone = context.settings.REPORT_TIME_ZONE;
    return {
      status: 200,
      html: renderDouble({ ...page, timeZone, double, action: addressOf(query), chosen: query.answer }),
    };
  };
  return byLinkOrSession(
    route({
      ...spec,
      handle: async ({ request, query }) => {
        const double = await doubleOfLink(context, query.token);
        return double ? show(request, query, double) : usedUp(context, request, query);
      },
    }),
    forMember(context, {
      ...spec,
      handle: async ({ request, query, session: { memberId } }) => {
        const double = await ownDouble(context, memberId, query.double);
        return double ? show(request, query, double) : { status: 303, location: ACCOUNT_PATH };
      },
    }),
  );
}

function settlePage(context: ChangingContext): Route {
  const spec = {
    method: 'post',
    path: PATH,
    tag: 'Pages',
    summary: 'Keep one of two memberships, or both',
    description: 'The one that is not kept ends with what is paid. Nothing is given back.',
    query: DoubleQuery,
    body: { kind: 'form', schema: AnswerForm },
    answers: { 303: { description: 'To the page that says how it stands' }, 410: USED_UP },
  } as const;
  return byLinkOrSession(
    route({
      ...spec,
      handle: async ({ request, query, body }) => {
        const double = await doubleOfLink(context, query.token);
        if (!double) return usedUp(context, request, query);
        if (double.id !== body.double) throw new Problem('not-found');
        await settleDouble(context, double, body.answer);
        return { status: 303, location: addressOf(query) };
      },
    }),
    forMember(context, {
      ...spec,
      handle: async ({ query, body, session: { memberId } }) => {
        const double = await ownDouble(context, memberId, body.double);
        if (!double) throw new Problem('not-found');
        await settleDouble(context, double, body.answer);
        return { status: 303, location: addressOf({ ...query, double: double.id }) };
      },
    }),
  );
}

/** One address for both, so that the mail's link and the account's lead to the same page. */
function byLinkOrSession(byLink: Route, bySession: Route): Route {
  const hasToken = (request: Request) =>
    new URL(request.originalUrl, 'http://page.invalid').searchParams.has('token');
  return { ...byLink, answer: (request) => (hasToken(request) ? byLink : bySession).answer(request) };
}

async function doubleOfLink(
  context: ChangingContext,
  token: string | undefined,
): Promise<Double | undefined> {
  const link = token === undefined ? null : openPurposeLink(context, 'settle-double', token);
  return link === null ? undefined : findDouble(context.database, link.about);
}

/** @returns the one that waits for an answer, where none is named; nothing for another member's */
async function ownDouble(
  { database }: ChangingContext,
  memberId: string,
  id: string | undefined,
): Promise<Double | undefined> {
  if (id === undefined) return findOpenDouble(database, memberId);
  const double = await findDouble(database, id);
  return double?.memberId === memberId ? double : undefined;
}

function addressOf({ token, double, lang }: Pick<Query, 'token' | 'double' | 'lang'>): string {
  const query = new URLSearchParams({
    ...(token && { token }),
    ...(double && { double }),
    ...(lang && { lang }),
  });
  return query.size > 0 ? `${PATH}?${query}` : PATH;
}

/** The same bytes for every link that is of no use, whatever it held. */
function usedUp(context: ChangingContext, request: Request, { lang }: Query): Answer {
  return { status: 410, html: renderUsedUpOfMember(pageModel(context, request, lang, PATH)) };
}
