import Stripe from 'stripe';
import type { StripeClient } from './client.ts';

export type AccountFinding = {
  /** whether Stripe answers and takes our key */
  answers: boolean;
  /** milliseconds by which our clock is ahead of Stripe's; webhooks fail past 300 seconds */
  clockAhead: number | null;
  /** what is wrong with the webhook endpoint; empty when one fits */
  endpointFaults: string[];
};

/** Looks at the account from outside, and changes nothing. */
export async function examineAccount(
  stripe: StripeClient,
  expected: { webhookUrl: string; eventTypes: readonly string[]; now: () => Date },
): Promise<AccountFinding> {
  try {
    const endpoints = await stripe.webhookEndpoints.list({ limit: 100 });
    const endpoint = endpoints.data.find(({ url }) => url === expected.webhookUrl);
    const { date } = endpoints.lastResponse.headers;
    return {
      answers: true,
      clockAhead: date === undefined ? null : expected.now().getTime() - Date.parse(date),
      endpointFaults: faultsOf(endpoint, expected),
    };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    return { answers: false, clockAhead: null, endpointFaults: [] };
  }
}

function faultsOf(
  endpoint: Stripe.WebhookEndpoint | undefined,
  { webhookUrl, eventTypes }: { webhookUrl: string; eventTypes: readonly string[] },
): string[] {
  if (endpoint === undefined) return [`no endpoint delivers to ${webhookUrl}`];
  const { enabled_events, status, api_version } = endpoint;
  const missing = enabled_events.includes('*')
    ? []
    : eventTypes.filter((type) => !enabled_events.includes(type));
  return [
    ...(status === 'enabled' ? [] : [`the endpoint is ${status}`]),
    ...(api_version === Stripe.API_VERSION
      ? []
      : [`its API version is ${api_version ?? "the account's"}, not ${Stripe.API_VERSION}`]),
    ...(missing.length === 0 ? [] : [`it is not told of: ${missing.join(', ')}`]),
  ];
}
