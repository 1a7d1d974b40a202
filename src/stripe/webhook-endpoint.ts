import Stripe from 'stripe';
import type { StripeClient } from './client.ts';

/** Where Stripe delivers events, and what it delivers there. */
export type Endpoint = {
  id: string;
  url: string;
  /** null: the account's default */
  apiVersion: string | null;
  enabled: boolean;
  eventTypes: string[];
};

/** What an endpoint has to be like. */
export type EndpointWish = { webhookUrl: string; eventTypes: readonly string[] };

type EnabledEvent = Stripe.WebhookEndpointCreateParams.EnabledEvent;

/**
 * All of the account's: Stripe allows no more than fit on a page.
 * @returns with them Stripe's time, where it told it
 * @throws StripeError
 */
export async function listEndpoints(
  stripe: StripeClient,
): Promise<{ endpoints: Endpoint[]; stripeTime: Date | null }> {
  const list = await stripe.webhookEndpoints.list({ limit: 100 });
  const { date } = list.lastResponse.headers;
  return { endpoints: list.data.map(toEndpoint), stripeTime: date === undefined ? null : new Date(date) };
}

/**
 * Makes an endpoint in our API version.
 * @returns its secret, too, which Stripe shows this once
 * @throws StripeError
 */
export async function createEndpoint(
  stripe: StripeClient,
  { webhookUrl, eventTypes }: EndpointWish,
): Promise<{ endpoint: Endpoint; secret: string }> {
  const made = await stripe.webhookEndpoints.create({
    url: webhookUrl,
    api_version: Stripe.API_VERSION,
    enabled_events: eventTypes.filter(isEventType),
    description: 'Groundswell',
  });
  if (made.secret === undefined) throw new Error('an endpoint without a secret');
  return { endpoint: toEndpoint(made), secret: made.secret };
}

/** Brings address, events and status of an endpoint to what they have to be. @throws StripeError */
export async function updateEndpoint(
  stripe: StripeClient,
  id: string,
  { webhookUrl, eventTypes }: EndpointWish,
): Promise<Endpoint> {
  return toEndpoint(
    await stripe.webhookEndpoints.update(id, {
      url: webhookUrl,
      enabled_events: eventTypes.filter(isEventType),
      disabled: false,
    }),
  );
}

/** What is wrong with an endpoint, in words; empty where it fits. */
export function faultsOf(endpoint: Endpoint, { webhookUrl, eventTypes }: EndpointWish): string[] {
  const { url, enabled, apiVersion } = endpoint;
  const hears = new Set(endpoint.eventTypes);
  const missing = hears.has('*') ? [] : eventTypes.filter((type) => !hears.has(type));
  const superfluous = endpoint.eventTypes.filter((type) => !eventTypes.includes(type));
  return [
    ...(url === webhookUrl ? [] : [`it delivers to ${url}, not to ${webhookUrl}`]),
    ...(enabled ? [] : ['the endpoint is disabled']),
    ...(hasOurVersion(endpoint)
      ? []
      : [`its API version is ${apiVersion ?? "the account's"}, not ${Stripe.API_VERSION}`]),
    ...(missing.length === 0 ? [] : [`it is not told of: ${missing.join(', ')}`]),
    ...(superfluous.length === 0 ? [] : [`it is told in vain of: ${superfluous.join(', ')}`]),
  ];
}

/** It was given when the endpoint was made, and cannot be changed. */
export function hasOurVersion({ apiVersion }: Endpoint): boolean {
  return apiVersion === Stripe.API_VERSION;
}

function toEndpoint({ id, url, api_version, status, enabled_events }: Stripe.WebhookEndpoint): Endpoint {
  return { id, url, apiVersion: api_version, enabled: status === 'enabled', eventTypes: enabled_events };
}

/** A type that Stripe does not know it refuses itself, and names. */
function isEventType(type: string): type is EnabledEvent {
  return type.includes('.');
}
