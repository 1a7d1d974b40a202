import { EVENT_TYPES } from '../../src/webhooks/table.ts';
import type { Service } from './service.ts';
import { WEBHOOK_SECRET } from './service.ts';

/** An event as the sandbox made it: the whole envelope, in the SDK's API version. */
export type StripeEvent = ReturnType<typeof allEvents>[number];

function allEvents(service: Service) {
  return service.stripe.list('event');
}

/** What has happened at Stripe that we hear of, oldest first; `since` a length that `allEvents` had before. */
export function eventsOf(service: Service, since = 0): StripeEvent[] {
  return allEvents(service)
    .slice(since)
    .filter(({ type }) => EVENT_TYPES.includes(type));
}

/** What happened at Stripe during `live`, of what we hear. */
export async function eventsDuring(service: Service, live: () => Promise<unknown>): Promise<StripeEvent[]> {
  const before = allEvents(service).length;
  await live();
  return eventsOf(service, before);
}

/** The newest event of a type. */
export function lastEvent(service: Service, type: string): StripeEvent {
  const found = allEvents(service).findLast((event) => event.type === type);
  if (found === undefined) throw new Error(`nothing of type ${type} has happened`);
  return found;
}

/** The same event about an object that is not quite what it was. */
export function altered(
  event: StripeEvent,
  changes: Record<string, unknown>,
  envelope: { id?: string; type?: string; created?: number; livemode?: boolean } = {},
): { id: string; created: number; data: object } {
  return { ...event, ...envelope, data: { ...event.data, object: { ...event.data.object, ...changes } } };
}

export type Signing = { secret?: string; timestamp?: number; scheme?: string };

/** `Stripe-Signature` as Stripe's own SDK makes it. */
export function signatureOf(
  { context }: Pick<Service, 'context'>,
  payload: string,
  signing: Signing = {},
): string {
  return context.stripe.webhooks.generateTestHeaderString({
    payload,
    secret: WEBHOOK_SECRET,
    timestamp: Math.floor(context.clock.now().getTime() / 1_000),
    ...signing,
  });
}

/** Signs an event and sends it to the service. */
export function deliver(
  service: Pick<Service, 'url' | 'context'>,
  event: unknown,
  signing: Signing = {},
): Promise<Response> {
  const payload = JSON.stringify(event);
  return send(service, payload, { 'stripe-signature': signatureOf(service, payload, signing) });
}

export function send(
  { url }: Pick<Service, 'url'>,
  payload: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(`${url}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: payload,
    ...(signal && { signal }),
  });
}

/** Delivers all at once, and gives the answers' statuses in the order of the events. */
export async function deliverAll(
  service: Pick<Service, 'url' | 'context'>,
  events: readonly unknown[],
): Promise<number[]> {
  return Promise.all(
    events.map(async (event) => {
      const response = await deliver(service, event);
      await response.arrayBuffer();
      return response.status;
    }),
  );
}
