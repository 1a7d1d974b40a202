import { z } from 'zod';
import { PageQuery } from '../../platform/http/fields.ts';
import { originFor } from '../../platform/http/origin.ts';
import { HTML, type Route } from '../../platform/http/route.ts';
import { pageModel } from '../../platform/page-model.ts';
import { openPaymentMethodSession } from '../pay/open-payment-method-session.ts';
import { payPath } from '../pay/pay-link.ts';
import { forMember } from '../sign-in/for-member.ts';
import { findCard } from './change-routes.ts';
import type { AccountContext } from './context.ts';
import { renderMethod } from './method-page.ts';
import { accountHref } from './paths.ts';
import { whichOf } from './words.ts';

const PATH = '/account/memberships/{id}/payment-method';
const Params = z.object({ id: z.string() });

/** To where one changes what one pays with, and back. */
export function methodPages(context: AccountContext): Route[] {
  return [methodPage(context), openMethodPage(context)];
}

function methodPage(context: AccountContext): Route {
  return forMember(context, {
    method: 'get',
    path: PATH,
    tag: 'Pages',
    summary: 'Where to change what one pays with',
    params: Params,
    query: PageQuery,
    answers: {
      200: HTML,
      303: {
        description:
          'To where a payment that is due is put right; or to the account, where nothing is paid any more',
      },
    },
    handle: async ({ session: { memberId }, request, params, query }) => {
      const { card, cards } = await findCard(context, { id: params.id, memberId });
      const { offers, coming, membership } = card;
      const page = pageModel(context, request, query.lang);
      if (!offers.includes('payment-method')) return { status: 303, location: accountHref(page.locale) };
      // Another card alone may not bring in what is due: there it can be paid as well.
      if (coming.kind === 'owed')
        return {
          status: 303,
          location: payPath(context, { memberId, membershipId: membership.id }, page.locale),
        };
      const which = whichOf(card, cards, { ...page, timeZone: context.settings.REPORT_TIME_ZONE });
      return { status: 200, html: renderMethod({ ...page, membershipId: membership.id, which }) };
    },
  });
}

function openMethodPage(context: AccountContext): Route {
  return forMember(context, {
    method: 'post',
    path: PATH,
    tag: 'Pages',
    summary: "To Stripe's page for it",
    params: Params,
    query: PageQuery,
    body: { kind: 'form', schema: z.strictObject({}) },
    answers: { 303: { description: "To Stripe's page, which leads back to the account" } },
    handle: async ({ session, request, params, query }) => {
      const { memberId } = session;
      const { card } = await findCard(context, { id: params.id, memberId });
      const { locale } = pageModel(context, request, query.lang);
      const returnTo = `${originFor(context, request)}${accountHref(locale, { done: 'payment-method' })}`;
      const order = { memberId, membershipId: card.membership.id, returnTo, locale };
      const { url } = await openPaymentMethodSession(context, order);
      return { status: 303, location: url };
    },
  });
}
