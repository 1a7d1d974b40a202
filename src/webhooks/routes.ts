import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import type { DirectRoute } from '../platform/http/direct.ts';
import { type Route, route } from '../platform/http/route.ts';
import type { WithStripe } from '../stripe/client.ts';
import { verifyEvent } from '../stripe/verify-event.ts';
import { createIntake } from './intake.ts';
import { observe } from './observe.ts';
import { EVENT_TYPES } from './table.ts';

const KNOWN_TYPES = new Set(EVENT_TYPES);

const PATH = '/webhooks/stripe';
const ANSWER = { received: true } as const;

/** The same twice: as a route, which is documented and meets all that may come; and directly, for what Stripe sends. */
export function webhookRoutes(context: Context & WithStripe): { routes: Route[]; direct: DirectRoute } {
  const receive = receiver(context);
  const routes = [
    route({
      method: 'post',
      path: PATH,
      tag: 'Stripe',
      summary: 'Where Stripe delivers its events',
      description: `Answers 200 once the event is committed; duplicates and types that are not used, too. Subscribe the endpoint to: ${EVENT_TYPES.join(', ')}.`,
      body: { kind: 'bytes', limit: '1mb', schema: z.instanceof(Buffer) },
      answers: { 200: { description: 'Committed', schema: z.object({ received: z.literal(true) }) } },
      handle: async ({ request, body }) => ({
        status: 200,
        json: await receive(body, request.get('stripe-signature')),
      }),
    }),
  ];
  return { routes, direct: { path: PATH, limit: 2 ** 20, header: 'stripe-signature', receive } };
}

function receiver(context: Context & WithStripe) {
  const intake = createIntake(context);
  return async (payload: Buffer, signature: string | undefined) => {
    const event = verifyEvent(context.stripe, {
      payload,
      signature,
      secrets: context.account.webhookSecrets,
      live: context.account.live,
      now: context.clock.now(),
    });
    const outcome = await intake.accept(observe(event));
    context.metrics.events.inc({ type: KNOWN_TYPES.has(event.type) ? event.type : 'other', outcome });
    return ANSWER;
  };
}
