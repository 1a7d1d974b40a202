import type Stripe from 'stripe';
import { newId, newSecret } from '../ids.ts';
import { mergeMetadata } from '../metadata.ts';
import type { Received, Wire } from '../wire.ts';
import { API_VERSION, now, type World } from '../world.ts';

type Order = Omit<Received<'WebhookEndpointCreate'>, 'enabled_events' | 'api_version'> & {
  enabled_events: string[];
  api_version?: string | undefined;
};

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

export type EndpointOrder = {
  url: string;
  secret: string;
  /** Without them it hears all types. */
  enabledEvents?: string[] | undefined;
  /** The version of the API in which it is told of events; today's where nothing is said. */
  apiVersion?: string | undefined;
  /** What the endpoint is known by where its address may change between two starts; otherwise its address. */
  name?: string | undefined;
};

/** The endpoint of this name or address, made or changed to be so: a second start finds the one of the first. */
export function setEndpoint(world: World, order: EndpointOrder): Wire<Stripe.WebhookEndpoint> {
  const { store } = world;
  const { url, secret, enabledEvents = ['*'], apiVersion = API_VERSION, name } = order;
  const known = store
    .all('webhook_endpoint')
    .find((endpoint) => (name === undefined ? endpoint.url === url : endpoint.description === name));
  if (!known) {
    const parameters = {
      url,
      enabled_events: enabledEvents,
      description: name ?? '',
      api_version: apiVersion,
    };
    return createWebhookEndpoint(world, parameters, secret);
  }
  store.put('endpoint_secret', { id: known.id, secret });
  return store.put('webhook_endpoint', {
    ...known,
    api_version: apiVersion,
    enabled_events: enabledEvents,
    status: 'enabled',
    url,
  });
}
