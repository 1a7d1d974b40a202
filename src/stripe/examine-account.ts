import Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { type Endpoint, type EndpointWish, faultsOf, listEndpoints } from './webhook-endpoint.ts';

export type AccountFinding = {
  /** whether Stripe answers and takes our key */
  answers: boolean;
  /** milliseconds by which our clock is ahead of Stripe's; webhooks fail past 300 seconds */
  clockAhead: number | null;
  /** what is wrong with the webhook endpoint; empty when one fits */
  endpointFaults: string[];
  /** whether members can change what they pay with on Stripe's page */
  portalFault: 'missing' | 'no-payment-method' | null;
};

/** Looks at the account from outside, and changes nothing. */
export async function examineAccount(
  stripe: StripeClient,
  expected: EndpointWish & { now: () => Date },
): Promise<AccountFinding> {
  try {
    const { endpoints, stripeTime } = await listEndpoints(stripe);
    return {
      answers: true,
      clockAhead: stripeTime && expected.now().getTime() - stripeTime.getTime(),
      endpointFaults: examineEndpoints(endpoints, expected),
      portalFault: await examinePortal(stripe),
    };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    return { answers: false, clockAhead: null, endpointFaults: [], portalFault: null };
  }
}

/** Of several that deliver to us, as while one replaces another, the one that fits best is looked at. */
function examineEndpoints(endpoints: Endpoint[], wish: EndpointWish): string[] {
  const ours = endpoints.filter(({ url }) => url === wish.webhookUrl);
  const [best] = ours
    .map((endpoint) => faultsOf(endpoint, wish))
    .toSorted((one, other) => one.length - other.length);
  if (best === undefined) return [`no endpoint delivers to ${wish.webhookUrl}`];
  const enabled = ours.filter((endpoint) => endpoint.enabled).length;
  return [
    ...best,
    ...(enabled > 1 ? [`${enabled} endpoints deliver to us, so that each event comes ${enabled} times`] : []),
  ];
}

/** The account's default settings of the portal: without any Stripe opens none, and its page for cards is one of them. */
async function examinePortal(stripe: StripeClient): Promise<AccountFinding['portalFault']> {
  const { data } = await stripe.billingPortal.configurations.list({
    active: true,
    is_default: true,
    limit: 1,
  });
  if (data[0] === undefined) return 'missing';
  return data[0].features.payment_method_update.enabled ? null : 'no-payment-method';
}
