import { z } from 'zod';
import { ASK_COOKIE } from '../ask/cookie.ts';
import type { Admission } from '../platform/http/admission.ts';
import { readCookie } from '../platform/http/cookies.ts';
import { Currency, orNothing, PageQuery, Slug } from '../platform/http/fields.ts';
import { HTML, type Route, route } from '../platform/http/route.ts';
import { minor } from '../platform/money.ts';
import { pageModel } from '../platform/page-model.ts';
import { countCameBack, openReturn } from '../reminders/return-link.ts';
import { sourceOf } from '../reminders/rules.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import { renderAppeal } from './appeal-page.ts';
import { APPEAL_PATH, type AppealRequest, appealModel, unfinishedCheckout } from './appeal-view.ts';
import { awaitStanding } from './await-standing.ts';
import { writeCheckoutCookie } from './checkout-cookie.ts';
import { contributeRoute } from './contribute-route.ts';
import { findMonthlyOffer } from './monthly-offer.ts';
import { renderPrivacy } from './privacy-page.ts';
import { quietAfter } from './quiet-after.ts';
import { browserCheckouts, type ContributionContext } from './routes.ts';
import { renderThankYou } from './thank-you-page.ts';

const AppealQuery = PageQuery.extend({
  currency: orNothing(Currency),
  frequency: orNothing(z.enum(FREQUENCIES)),
  amount: orNothing(z.string().regex(/^\d{1,9}$/)),
  campaign: orNothing(Slug),
  source: orNothing(Slug),
  later: orNothing(z.string().regex(/^[A-Za-z0-9_-]{1,400}$/)),
});

export function contributionPages(context: ContributionContext, admission: Admission): Route[] {
  return [
    appealPage(context),
    contributeRoute(context, admission),
    thankYouPage(context),
    privacyPage(context),
  ];
}

function appealPage(context: ContributionContext): Route {
  return route({
    method: 'get',
    path: APPEAL_PATH,
    tag: 'Pages',
    summary: 'The appeal',
    query: AppealQuery,
    answers: { 200: HTML },
    handle: async ({ request, query }) => {
      const page = pageModel(context, request, query.lang);
      const model = appealModel(context, { page, ...(await broughtAlong(context, query)) });
      const resume = await unfinishedCheckout(context, browserCheckouts(context, request).ids);
      return { status: 200, html: renderAppeal({ ...model, resume }) };
    },
  });
}

/** What a link says of the choice: one from a reminder all of it, sealed; others in plain words. */
async function broughtAlong(
  context: ContributionContext,
  { later, frequency, amount, ...plain }: z.output<typeof AppealQuery>,
): Promise<Omit<AppealRequest, 'page'>> {
  const returned = later === undefined ? null : openReturn(context, later);
  if (returned !== null) {
    await countCameBack(context, returned);
    const { choice, campaign } = returned;
    const chosen = choice && { ...choice, coverCosts: false };
    return { currency: choice?.currency, chosen, campaign, source: sourceOf(returned) };
  }
  const chosen = frequency && {
    frequency,
    amount: amount === undefined ? undefined : minor(BigInt(amount)),
    coverCosts: false,
  };
  const { currency, campaign, source } = plain;
  return { currency, chosen, campaign, source };
}

function thankYouPage(context: ContributionContext): Route {
  return route({
    method: 'get',
    path: '/thank-you',
    tag: 'Pages',
    summary: 'Thanks, and how the payment really stands',
    query: PageQuery.extend({
      contribution: orNothing(z.string().max(64)),
      session: orNothing(z.string().regex(/^cs_\w{1,120}$/)),
    }),
    answers: { 200: HTML },
    handle: async ({ request, query: { lang, contribution, session } }) => {
      const page = pageModel(context, request, lang);
      const checkouts = browserCheckouts(context, request);
      const isOwn = contribution !== undefined && checkouts.ids.includes(contribution);
      const standing = isOwn ? await awaitStanding(context, contribution, session) : undefined;
      if (standing === undefined) return { status: 200, html: renderThankYou({ ...page, state: 'unknown' }) };
      const { status: state, frequency, total, resumeUrl } = standing;
      const quiet = await quietAfter(context, standing, readCookie(request, ASK_COOKIE, context.publicUrl));
      const refreshUrl = request.originalUrl;
      const monthly = await findMonthlyOffer(context, request, checkouts, standing);
      const offered = monthly && writeCheckoutCookie(context, { ...checkouts, wasOffered: true });
      return {
        status: 200,
        html: renderThankYou({ ...page, state, frequency, total, resumeUrl, refreshUrl, monthly }),
        cookies: [quiet, offered].filter((cookie) => cookie !== null),
      };
    },
  });
}

function privacyPage(context: ContributionContext): Route {
  return route({
    method: 'get',
    path: '/privacy',
    tag: 'Pages',
    summary: 'What is stored, and what banks see',
    query: PageQuery,
    answers: { 200: HTML },
    handle: ({ request, query }) => ({
      status: 200,
      html: renderPrivacy(pageModel(context, request, query.lang)),
    }),
  });
}
