import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { GivenId, IdempotencyHeaders } from '../../platform/http/fields.ts';
import { originFor } from '../../platform/http/origin.ts';
import type { Route } from '../../platform/http/route.ts';
import type { WithStripe } from '../../stripe/client.ts';
import { forMember } from '../sign-in/for-member.ts';
import { openPaymentMethodSession } from './open-payment-method-session.ts';

const Wish = z
  .strictObject({
    membershipId: GivenId.optional().meta({ description: 'The newest membership that lives, unless given' }),
  })
  .meta({ id: 'PaymentMethodSessionWish' });

const Opened = z
  .object({ url: z.url().meta({ description: "Stripe's page; it leads back to the account" }) })
  .meta({ id: 'PaymentMethodSession' });

/** Another card or method, for whoever is signed in. */
export function paymentMethodRoutes(context: Context & WithStripe): Route[] {
  return [
    forMember(context, {
      method: 'post',
      path: '/v1/me/payment-method-sessions',
      tag: 'Members',
      summary: 'Change what a membership is paid with',
      description:
        "Opens Stripe's page for it. It is good for a short time, and for whoever has its address.",
      headers: IdempotencyHeaders,
      body: { kind: 'json', schema: Wish, mayBeAbsent: true },
      answers: { 201: { description: 'Where to go', schema: Opened } },
      handle: async ({ request, session, headers, body: { membershipId } }) => {
        const returnTo = `${originFor(context, request)}/account`;
        const { memberId } = session;
        const requestKey = headers['idempotency-key'];
        return {
          status: 201,
          json: await openPaymentMethodSession(context, { memberId, membershipId, returnTo, requestKey }),
        };
      },
    }),
  ];
}
