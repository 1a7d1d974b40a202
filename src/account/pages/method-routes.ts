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
    answers: { 200: HTML, 303: { description: 'To the account, where nothing is paid any more' } },
    handle: async ({ session, request, params, query }) => {
      const card = await findCard(context, { id: params.id, memberId: session.memberId });
      const page = pageModel(context, request, query.lang);
      if (!card.offers.includes('payment-method')) return { status: 303, location: accountHref(page.locale) };
      return { status: 200, html: renderMethod({ ...page, card }) };
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
    answers: {
      303: {
        description: "To Stripe's page, which leads back to the account, or to where what is owed is paid",
      },
    },
    handle: async ({ session, request, params, query }) => {
      const { memberId } = session;
      const { membership, status } = await findCard(context, { id: params.id, memberId });
      const { locale } = pageModel(context, request, query.lang);
      // Another method alone pays nothing: what is owed would wait for the next attempt, if there is any.
      const back =
        status === 'past-due'
          ? payPath(context, { memberId, membershipId: membership.id }, { lang: locale, back: '1' })
          : accountHref(locale, { done: 'payment-method' });
      const returnTo = `${originFor(context, request)}${back}`;
      const order = { memberId, membershipId: membership.id, returnTo, locale };
      const { url } = await openPaymentMethodSession(context, order);
      return { status: 303, location: url };
    },
  });
}
