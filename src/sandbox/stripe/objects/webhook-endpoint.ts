import type Stripe from 'stripe';
import { newId, newSecret } from '../ids.ts';
import { mergeMetadata } from '../metadata.ts';
import type { Received, Wire } from '../wire.ts';
import { API_VERSION, now, type World } from '../world.ts';

type Order = Omit<Received<'WebhookEndpointCreate'>, 'enabled_events'> & { enabled_events: string[] };

/**
 * Registers an endpoint. Its secret is kept apart: Stripe shows it in the answer to its creation and never again.
 * @returns the endpoint with the secret.
 */
export function createWebhookEndpoint(
  world: World,
  order: Order,
  secret = newSecret('whsec_', 32),
): Wire<Stripe.WebhookEndpoint> {
  const endpoint = {
    id: newId('webhook_endpoint', world.clock.now()),
    object: 'webhook_endpoint',
    api_version: order.api_version ?? API_VERSION,
    application: null,
    created: now(world),
    description: order.description || null,
    enabled_events: order.enabled_events,
    livemode: false,
    metadata: mergeMetadata({}, order.metadata),
    status: 'enabled',
    url: order.url,
  } satisfies Wire<Stripe.WebhookEndpoint>;
  world.store.put('webhook_endpoint', endpoint);
  world.store.put('endpoint_secret', { id: endpoint.id, secret });
  return { ...endpoint, secret };
}

/** The endpoint at this address, made or changed to be so: a second start finds the one of the first. */
export function setEndpoint(
  world: World,
  { url, secret, enabledEvents = ['*'] }: { url: string; secret: string; enabledEvents?: string[] },
): Wire<Stripe.WebhookEndpoint> {
  const { store } = world;
  const known = store.all('webhook_endpoint').find((endpoint) => endpoint.url === url);
  if (!known) return createWebhookEndpoint(world, { url, enabled_events: enabledEvents }, secret);
  store.put('endpoint_secret', { id: known.id, secret });
  return store.put('webhook_endpoint', { ...known, enabled_events: enabledEvents, status: 'enabled' });
}
