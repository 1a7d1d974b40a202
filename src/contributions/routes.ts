import type { Request } from 'express';
import { z } from 'zod';
import { ASK_COOKIE } from '../ask/cookie.ts';
import type { WithCatalog } from '../catalog/catalog.ts';
import { toMembershipDocument } from '../members/membership-document.ts';
import type { Context } from '../platform/context.ts';
import type { Admission } from '../platform/http/admission.ts';
import { readCookie } from '../platform/http/cookies.ts';
import { IdempotencyHeaders } from '../platform/http/fields.ts';
import { originFor } from '../platform/http/origin.ts';
import { Problem } from '../platform/http/problem.ts';
import { type Route, route } from '../platform/http/route.ts';
import { minor } from '../platform/money.ts';
import type { WithStripe } from '../stripe/client.ts';
import {
  type BrowserCheckouts,
  CHECKOUT_COOKIE,
  readCheckoutCookie,
  withCheckout,
  writeCheckoutCookie,
} from './checkout-cookie.ts';
import { findCheckout } from './find-checkout.ts';
import { findExisting } from './find-existing.ts';
import { optionsRoute } from './options-route.ts';
import { quietAfter } from './quiet-after.ts';
import {
  CheckoutDocument,
  CheckoutRequest,
  CheckoutStatusDocument,
  MembershipExistsDocument,
} from './schemas.ts';
import { startCheckout } from './start-checkout.ts';
import { requestKeyOf } from './wish.ts';

export type ContributionContext = Context & WithStripe & WithCatalog;

export function contributionRoutes(context: ContributionContext, admission: Admission): Route[] {
  return [optionsRoute(context), startRoute(context, admission), statusRoute(context)];
}

function startRoute(context: ContributionContext, admission: Admission): Route {
  return route({
    method: 'post',
    path: '/v1/checkouts',
    tag: 'Readers',
    summary: "Open a checkout at Stripe's pay page",
    headers: IdempotencyHeaders,
    body: { kind: 'json', schema: CheckoutRequest },
    answers: {
      201: { description: 'Send the reader to `url`', schema: CheckoutDocument },
      409: {
        description:
          'To the signed-in owner of a membership alone, who starts another without `alongside`: what there is',
        schema: MembershipExistsDocument,
        mediaType: 'application/problem+json',
      },
    },
    handle: async ({ request, body: { residence, ...body }, headers }) => {
      const wish = {
        ...body,
        amount: minor(body.amount),
        email: body.email,
        campaign: body.campaign,
        source: body.source,
        returnTo: originFor(context, request),
      };
      await admission.admit(request, residence);
      const key = headers['idempotency-key'];
      const requestKey = key ? requestKeyOf(context, key, wish) : null;
      const existing = await findExisting(context, request, wish, requestKey);
      if (existing.length > 0)
        throw new Problem('membership-exists', {
          extension: { memberships: existing.map(toMembershipDocument) },
        });
      const opened = await startCheckout(context, wish, requestKey);
      return {
        status: 201,
        json: { id: opened.id, url: opened.url, expiresAt: opened.expiresAt.toISOString() },
        cookies: [writeCheckoutCookie(context, withCheckout(browserCheckouts(context, request), opened.id))],
      };
    },
  });
}

function statusRoute(context: ContributionContext): Route {
  return route({
    method: 'get',
    path: '/v1/checkouts/{id}',
    tag: 'Readers',
    summary: 'What became of a checkout that this browser started',
    params: z.object({ id: z.string() }),
    answers: { 200: { description: 'Where it stands', schema: CheckoutStatusDocument } },
    handle: async ({ request, params }) => {
      const isOwn = browserCheckouts(context, request).ids.includes(params.id);
      const standing = isOwn ? await findCheckout(context, params.id) : undefined;
      if (standing === undefined) throw new Problem('not-found');
      const { id, status, frequency, chosen, total, resumeUrl } = standing;
      const quiet = await quietAfter(context, standing, readCookie(request, ASK_COOKIE, context.publicUrl));
      return {
        status: 200,
        json: {
          id,
          status,
          frequency,
          amount: Number(chosen.amount),
          total: Number(total.amount),
          currency: chosen.currency,
          resumeUrl,
        },
        ...(quiet && { cookies: [quiet] }),
      };
    },
  });
}

/** What the asking browser started. */
export function browserCheckouts(context: Context, request: Request): BrowserCheckouts {
  return readCheckoutCookie(context, readCookie(request, CHECKOUT_COOKIE, context.publicUrl));
}
