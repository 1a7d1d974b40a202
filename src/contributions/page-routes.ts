import type { Request } from 'express';
import { z } from 'zod';
import { ASK_COOKIE } from '../ask/cookie.ts';
import type { Admission } from '../platform/http/admission.ts';
import { readCookie } from '../platform/http/cookies.ts';
import { Currency, orNothing, PageQuery, Slug } from '../platform/http/fields.ts';
import { originFor } from '../platform/http/origin.ts';
import { Problem } from '../platform/http/problem.ts';
import { type Answer, HTML, type Route, route } from '../platform/http/route.ts';
import { minor } from '../platform/money.ts';
import { pageModel } from '../platform/page-model.ts';
import { renderRestricted } from '../platform/restricted-page.ts';
import { countCameBack, openReturn } from '../reminders/return-link.ts';
import { sourceOf } from '../reminders/rules.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import { renderAppeal } from './appeal-page.ts';
import { type AppealRequest, appealModel, unfinishedCheckout } from './appeal-view.ts';
import { awaitStanding } from './await-standing.ts';
import { withCheckout, writeCheckoutCookie } from './checkout-cookie.ts';
import { renderConfirm } from './confirm-page.ts';
import { costsOf } from './costs.ts';
import { renderExists } from './exists-page.ts';
import { findExisting } from './find-existing.ts';
import { joinCheckout } from './join-checkout.ts';
import { findMonthlyOffer } from './monthly-offer.ts';
import { renderPrivacy } from './privacy-page.ts';
import { quietAfter } from './quiet-after.ts';
import { choiceOf, readContributeForm } from './read-form.ts';
import { browserCheckouts, type ContributionContext } from './routes.ts';
import { ContributeForm } from './schemas.ts';
import { renderThankYou } from './thank-you-page.ts';
import { formKeyOf } from './wish.ts';

const AppealQuery = PageQuery.extend({
  currency: orNothing(Currency),
  frequency: orNothing(z.enum(FREQUENCIES)),
  amount: orNothing(z.string().regex(/^\d{1,9}$/)),
  campaign: orNothing(Slug),
  source: orNothing(Slug),
  later: orNothing(z.string().regex(/^[A-Za-z0-9_-]{1,400}$/)),
});

export function contributionPages(context: ContributionContext, admission: Admission): Route[] {
  return [appealPage(context), contribute(context, admission), thankYouPage(context), privacyPage(context)];
}

function appealPage(context: ContributionContext): Route {
  return route({
    method: 'get',
    path: '/',
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

function contribute(context: ContributionContext, admission: Admission): Route {
  return route({
    method: 'post',
    path: '/contribute',
    tag: 'Pages',
    summary: "The appeal's form",
    body: { kind: 'form', schema: z.record(z.string(), z.string()), form: ContributeForm },
    answers: { 200: HTML, 303: { description: "To Stripe's pay page" }, 422: HTML },
    handle: async ({ request, body }) => {
      const page = pageModel(context, request, body.locale);
      try {
        return await contributeOrConfirm(context, admission, request, body);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.slug === 'residence-restricted')
          return { status: error.status, html: renderRestricted({ ...page, refused: 'gift' }) };
        const code = error.slug === 'too-many-requests' ? error.slug : 'payment-unavailable';
        return { ...tryAgain(context, request, body, code), status: error.status, headers: error.headers };
      }
    },
  });
}

async function contributeOrConfirm(
  context: ContributionContext,
  admission: Admission,
  request: Request,
  body: Record<string, string>,
): Promise<Answer> {
  const page = pageModel(context, request, body.locale);
  const reading = readContributeForm(context, body);
  if (reading.kind === 'faults') {
    const { form, chosen, errors } = reading;
    return {
      status: 422,
      html: renderAppeal(appealModel(context, { ...form, currency: form.currency, page, chosen, errors })),
    };
  }
  const { form, isOwnAmount } = reading;
  const wish = { ...reading.wish, returnTo: originFor(context, request) };
  await admission.admit(request, form.residence);
  if (wish.coverCosts && isOwnAmount && form.confirmed === undefined) {
    const cost = costsOf(context, wish);
    const total = minor(wish.amount + cost);
    const backHref = `/?${new URLSearchParams({ lang: wish.locale, currency: wish.currency, frequency: wish.frequency, amount: String(wish.amount) })}`;
    return { status: 200, html: renderConfirm({ ...page, ...wish, cost, total, fields: body, backHref }) };
  }
  const requestKey = form.idempotencyKey ? formKeyOf(context, form.idempotencyKey, wish) : null;
  const memberships = await findExisting(context, request, wish, requestKey);
  if (memberships.length > 0)
    return { status: 200, html: renderExists({ ...page, memberships, wish, fields: body }) };
  const opened = await joinCheckout(context, wish, requestKey);
  const cookies = [writeCheckoutCookie(context, withCheckout(browserCheckouts(context, request), opened.id))];
  return { status: 303, location: opened.url, cookies };
}

/** The appeal again, with the reader's choice and a word about what went wrong. */
function tryAgain(
  context: ContributionContext,
  request: Request,
  body: Record<string, string>,
  code: string,
): Answer {
  const page = pageModel(context, request, body.locale);
  const reading = readContributeForm(context, body);
  const chosen = reading.kind === 'wish' ? choiceOf(reading.form) : reading.chosen;
  const { currency, campaign, source, idempotencyKey } = reading.form;
  const errors = [{ field: 'form', code } as const];
  return {
    status: 503,
    html: renderAppeal(
      appealModel(context, { page, currency, campaign, source, idempotencyKey, chosen, errors }),
    ),
  };
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
