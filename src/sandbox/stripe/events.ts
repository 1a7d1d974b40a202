import type Stripe from 'stripe';
import { newId } from './ids.ts';
import { inVersion, knows } from './older-shapes.ts';
import type { EventObject, EventType, Wire } from './wire.ts';
import { now, type World } from './world.ts';

/**
 * Records that something happened, with the object as it is at this moment, and queues the event for each endpoint
 * that asked for its type.
 * @param previous the former values of what changed, on `*.updated` events.
 */
export function emit<T extends EventType>(
  world: World,
  type: T,
  object: EventObject<T>,
  previous?: Partial<EventObject<T>>,
): void {
  const { store, clock } = world;
  const endpoints = store.all('webhook_endpoint').filter((endpoint) => hears(endpoint, type));
  const event = {
    id: newId('event', clock.now()),
    object: 'event',
    api_version: world.accountVersion,
    created: now(world),
    data: previous === undefined ? { object } : { object, previous_attributes: previous },
    livemode: false,
    pending_webhooks: endpoints.length,
    request: world.cause ?? { id: null, idempotency_key: null },
    type,
  } satisfies Wire<Stripe.EventBase>;
  store.put('event', event);
  for (const endpoint of endpoints) {
    const at = world.wire.now().getTime();
    const id = `${event.id}:${endpoint.id}`;
    store.put('delivery', { id, event: event.id, endpoint: endpoint.id, attempts: 0, at, since: at });
  }
}

/** As `emit`, for an update: says what changed and what it was before, and says nothing where nothing did. */
export function emitUpdate<T extends EventType>(
  world: World,
  type: T,
  before: EventObject<T>,
  after: EventObject<T>,
): void {
  const previous: Partial<EventObject<T>> = {};
  for (const key in before) {
    if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) previous[key] = before[key];
  }
  if (Object.keys(previous).length > 0) emit(world, type, after, previous);
}

export function hears(
  { status, enabled_events: types, api_version: version }: Wire<Stripe.WebhookEndpoint>,
  type: string,
): boolean {
  return status === 'enabled' && (types.includes('*') || types.includes(type)) && knows(version, type);
}

/**
 * The event as the API shows it now: in the version that the account had when it happened, whatever the request
 * speaks, with a count of the endpoints that it has yet to reach.
 */
export function shownEvent(world: World, event: Wire<Stripe.EventBase>): Wire<Stripe.EventBase> {
  const waiting = world.store
    .all('webhook_endpoint')
    .filter((endpoint) => world.store.get('delivery', `${event.id}:${endpoint.id}`));
  return { ...inVersion(world, event, event.api_version), pending_webhooks: waiting.length };
}
