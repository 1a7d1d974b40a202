import type { Request } from 'express';
import { z } from 'zod';
import type { Admission } from '../platform/http/admission.ts';
import { originFor } from '../platform/http/origin.ts';
import { Problem } from '../platform/http/problem.ts';
import { type Answer, HTML, type Route, route } from '../platform/http/route.ts';
import { minor } from '../platform/money.ts';
import { pageModel } from '../platform/page-model.ts';
import { renderRestricted } from '../platform/restricted-page.ts';
import { renderAppeal } from './appeal-page.ts';
import { appealModel } from './appeal-view.ts';
import { withCheckout, writeCheckoutCookie } from './checkout-cookie.ts';
import { renderConfirm } from './confirm-page.ts';
import { costsOf } from './costs.ts';
import { renderExists } from './exists-page.ts';
import { findExisting } from './find-existing.ts';
import { joinCheckout } from './join-checkout.ts';
import { choiceOf, readContributeForm } from './read-form.ts';
import { browserCheckouts, type ContributionContext } from './routes.ts';
import { ContributeForm } from './schemas.ts';
import { formKeyOf } from './wish.ts';

/** The appeal's form: to the pay page, or back to the form, or first to a question. */
export function contributeRoute(context: ContributionContext, admission: Admission): Route {
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
  const timeZone = context.settings.REPORT_TIME_ZONE;
  if (memberships.length > 0)
    return { status: 200, html: renderExists({ ...page, timeZone, memberships, wish, fields: body }) };
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
