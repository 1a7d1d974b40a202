import type { Request } from 'express';
import { z } from 'zod';
import { addressOfMember } from '../../members/address-of-member.ts';
import { listMemberships } from '../../members/list-memberships.ts';
import { whoIsNow } from '../../members/who-is-now.ts';
import type { Context } from '../../platform/context.ts';
import { orNothing, PageQuery } from '../../platform/http/fields.ts';
import { originFor } from '../../platform/http/origin.ts';
import { Problem } from '../../platform/http/problem.ts';
import { type Answer, HTML, type Route, route } from '../../platform/http/route.ts';
import { chooseLocale, formatDay, type Locale } from '../../platform/locale.ts';
import { pageModel } from '../../platform/page-model.ts';
import type { WithStripe } from '../../stripe/client.ts';
import type { WithHeed } from '../../stripe/heed.ts';
import { renderUsedUpOfMember } from '../links/link-page.ts';
import { openPaymentMethodSession } from './open-payment-method-session.ts';
import { openPayLink, PAY_PATH, type Payer, payPath } from './pay-link.ts';
import { findPayPage, payNow } from './pay-now.ts';
import { PAY_STEPS, type PayState, renderPay } from './pay-page.ts';
import { findDue } from './store.ts';

type Work = Context & WithStripe & WithHeed;

const GONE = { ...HTML, description: 'Expired or forged: all the same' };

const PayQuery = PageQuery.extend({
  token: orNothing(z.string().regex(/^[A-Za-z0-9_-]{22,600}$/)).meta({
    description: 'As it came in the mail',
  }),
  back: orNothing(z.literal('1')).meta({ description: "From Stripe's page" }),
  said: orNothing(z.enum(['paid', 'under-way', 'refused', 'action', 'gone'])),
});
type PayQuery = z.output<typeof PayQuery>;

const PayForm = z.strictObject({ step: z.enum(PAY_STEPS), attempt: z.uuid() });

/** Where a link in a mail puts one membership's payment right. It signs nobody in. */
export function payPages(context: Work): Route[] {
  return [payPage(context), paySteps(context)];
}

function payPage(context: Context): Route {
  return route({
    method: 'get',
    path: PAY_PATH,
    tag: 'Pages',
    summary: 'How a payment stands that did not go through',
    query: PayQuery,
    answers: { 200: HTML, 410: GONE },
    handle: async ({ request, query }) => {
      const payer = openPayLink(context, query.token);
      if (payer === null) return gone(context, request, query);
      const page = pageModel(context, request, query.lang);
      const standing = await standingOf(context, payer, page.locale);
      if (standing === null) return gone(context, request, query);
      const { token = '', back, said } = query;
      const attempt = context.ids.random();
      const isBack = back !== undefined && said === undefined;
      return { status: 200, html: renderPay({ ...page, standing, token, attempt, isBack, said }) };
    },
  });
}

function paySteps(context: Work): Route {
  return route({
    method: 'post',
    path: PAY_PATH,
    tag: 'Pages',
    summary: 'Do something about a payment that did not go through',
    query: PayQuery,
    body: { kind: 'form', schema: PayForm },
    answers: { 303: { description: "To Stripe's page, or back to this one" }, 410: GONE },
    handle: async ({ request, query, body: { step, attempt } }) => {
      const payer = openPayLink(context, query.token);
      const standing = payer && (await standingOf(context, payer, 'en'));
      if (payer === null || standing === null) return gone(context, request, query);
      const locale = chooseLocale({ query: query.lang, acceptLanguage: request.get('accept-language') });
      const here = (more: Record<string, string>) =>
        `${PAY_PATH}?${new URLSearchParams({ token: query.token ?? '', lang: locale, ...more })}`;
      if (standing.state === 'ended') return { status: 303, location: here({}) };
      const origin = originFor(context, request);
      try {
        return {
          status: 303,
          location: await leadsTo(context, payer, { step, attempt, locale, origin, here }),
        };
      } catch (error) {
        if (!(error instanceof Problem) || error.slug !== 'not-found') throw error;
        // Stripe knows of no such invoice, or no such membership: nobody asks for it any more.
        return { status: 303, location: here({ said: 'gone' }) };
      }
    },
  });
}

type Step = z.output<typeof PayForm> & {
  locale: Locale;
  origin: string;
  /** this page, with something to say */
  here(more: Record<string, string>): string;
};

/** Does what was asked for. @returns where to go on. @throws Problem not-found, stripe-unavailable */
async function leadsTo(
  context: Work,
  payer: Payer,
  { step, attempt, locale, origin, here }: Step,
): Promise<string> {
  const { membershipId } = payer;
  if (step === 'page') return (await findPayPage(context, membershipId)) ?? here({});
  if (step === 'retry') {
    const outcome = await payNow(context, { membershipId, attempt });
    return here(outcome === null ? {} : { said: outcome });
  }
  const returnTo = `${origin}${payPath(context, payer, locale)}&back=1`;
  const memberId = await whoIsNow(context.database, payer.memberId);
  return (await openPaymentMethodSession(context, { memberId, membershipId, returnTo, locale })).url;
}

/** @returns null where whoever the link was made for has no such membership, or cannot be written to any more */
async function standingOf(
  context: Context,
  { memberId, membershipId }: Payer,
  locale: Locale,
): Promise<PayState | null> {
  const { database, settings } = context;
  const owner = await whoIsNow(database, memberId);
  // The books keep the membership of whoever was erased; the link to it is worth nothing any more.
  if ((await addressOfMember(context, database, owner)) === undefined) return null;
  const owned = await listMemberships(database, owner);
  const membership = owned.find(({ id }) => id === membershipId);
  if (membership === undefined) return null;
  if (membership.status === 'ended') return { state: 'ended' };
  const due = await findDue(database, membershipId);
  if (due === undefined) return { state: 'clear' };
  const day = (instant: Date) => formatDay(locale, instant, settings.REPORT_TIME_ZONE);
  const { failedAt, nextAttemptAt, needsAction } = due;
  return { state: 'due', day: day(failedAt), next: nextAttemptAt && day(nextAttemptAt), needsAction };
}

/** The same bytes for every link that is of no use. */
function gone(context: Context, request: Request, { lang }: PayQuery): Answer {
  return { status: 410, html: renderUsedUpOfMember(pageModel(context, request, lang, PAY_PATH)) };
}
