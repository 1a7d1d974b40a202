import type { WithStripe } from '../stripe/client.ts';
import {
  createEndpoint,
  type Endpoint,
  type EndpointWish,
  faultsOf,
  hasOurVersion,
  listEndpoints,
  updateEndpoint,
} from '../stripe/webhook-endpoint.ts';
import { EVENT_TYPES } from './table.ts';

/** Less than a context: before there is an endpoint there is no secret, and so no service. */
type Where = Pick<WithStripe, 'stripe'> & { publicUrl: string };

/** What Stripe has to deliver, and where. */
export function endpointWish({ publicUrl }: Pick<Where, 'publicUrl'>): EndpointWish {
  return { webhookUrl: `${publicUrl}/webhooks/stripe`, eventTypes: EVENT_TYPES };
}

export type Made = { endpoint: Endpoint; secret: string } | { endpoint: null; secret: null };

/**
 * Makes the endpoint that delivers to us, unless there is one.
 * @param beside though there is one: it is to be replaced
 * @returns with it, those that deliver to us besides
 * @throws StripeError
 */
export async function makeEndpoint(
  where: Where,
  { beside }: { beside: boolean },
): Promise<Made & { others: Endpoint[] }> {
  const wish = endpointWish(where);
  const { endpoints } = await listEndpoints(where.stripe);
  const others = endpoints.filter(({ url }) => url === wish.webhookUrl);
  if (others.length > 0 && !beside) return { endpoint: null, secret: null, others };
  return { ...(await createEndpoint(where.stripe, wish)), others };
}

export type Fitted =
  | { endpoint: Endpoint; mended: string[]; left: string[]; hasOurVersion: boolean }
  /** none or several could be meant */
  | { endpoint: null; candidates: Endpoint[] };

/**
 * Brings the endpoint that delivers to us to what it has to be; its API version cannot be changed.
 * @param id which one, where it delivers to another address, or several deliver to us
 * @throws StripeError
 */
export async function fitEndpoint(where: Where, { id }: { id: string | undefined }): Promise<Fitted> {
  const wish = endpointWish(where);
  const { endpoints } = await listEndpoints(where.stripe);
  const ours = endpoints.filter((one) => (id === undefined ? one.url === wish.webhookUrl : one.id === id));
  const [endpoint, ...others] = ours;
  if (endpoint === undefined || others.length > 0)
    return { endpoint: null, candidates: ours.length === 0 ? endpoints : ours };
  const faults = faultsOf(endpoint, wish);
  const updated = faults.length === 0 ? endpoint : await updateEndpoint(where.stripe, endpoint.id, wish);
  const left = faultsOf(updated, wish);
  const mended = faults.filter((fault) => !left.includes(fault));
  return { endpoint: updated, mended, left, hasOurVersion: hasOurVersion(updated) };
}
