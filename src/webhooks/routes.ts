import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { type Route, route } from '../platform/http/route.ts';
import type { WithStripe } from '../stripe/client.ts';
import { verifyEvent } from '../stripe/verify-event.ts';
import { createIntake } from './intake.ts';
import { observe } from './observe.ts';
import { EVENT_TYPES } from './table.ts';

const KNOWN_TYPES = new Set(EVENT_TYPES);

export function webhookRoutes(context: Context & WithStripe): Route[] {
  const intake = createIntake(context);
  return [
    route({
      method: 'post',
      path: '/webhooks/stripe',
      tag: 'Stripe',
      summary: 'Where Stripe delivers its events',
      description: `Answers 200 once the event is committed; duplicates and types that are not used, too. Subscribe the endpoint to: ${EVENT_TYPES.join(', ')}.`,
      body: { kind: 'bytes', limit: '1mb', schema: z.instanceof(Buffer) },
      answers: { 200: { description: 'Committed', schema: z.object({ received: z.literal(true) }) } },
      handle: async ({ request, body }) => {
        const event = verifyEvent(context.stripe, {
          payload: body,
          signature: request.get('stripe-signature'),
          secrets: context.account.webhookSecrets,
          live: context.account.live,
          now: context.clock.now(),
        });
        const outcome = await intake.accept(observe(event));
        context.metrics.events.inc({ type: KNOWN_TYPES.has(event.type) ? event.type : 'other', outcome });
        return { status: 200, json: { received: true } };
      },
    }),
  ];
}
