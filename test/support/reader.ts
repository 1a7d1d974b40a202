import { expect } from 'vitest';
import { z } from 'zod';
import type { Payment } from '../../src/sandbox/stripe/actions/pay-checkout.ts';
import type { Service } from './service.ts';

export type CheckoutBody = {
  frequency: 'once' | 'monthly' | 'annual';
  amount: number;
  currency: string;
  [field: string]: unknown;
};

export type StartedCheckout = {
  id: string;
  url: string;
  /** Stripe's */
  sessionId: string;
  cookie: string;
  /** what `GET /v1/checkouts/{id}` tells the browser that started it */
  status(): Promise<unknown>;
};

const Created = z.object({ id: z.uuid(), url: z.url(), expiresAt: z.iso.datetime() });

/** A reader's checkout through the public interface. */
export async function startCheckout(
  service: Service,
  body: CheckoutBody,
  headers: Record<string, string> = {},
): Promise<StartedCheckout> {
  const response = await post(service, '/v1/checkouts', body, headers);
  expect(response.status).toBe(201);
  const { id, url } = Created.parse(await response.json());
  const cookie = cookiesOf(response).join('; ');
  return {
    id,
    url,
    sessionId: url.split('/').at(-1) ?? '',
    cookie,
    status: async () => (await fetch(`${service.url}/v1/checkouts/${id}`, { headers: { cookie } })).json(),
  };
}

export type Gift = Partial<CheckoutBody> & { email?: string; method?: Payment['method'] };

/** A checkout, paid and heard of: 5 dollars a month by card, from somebody new, as far as nothing else is said. */
export async function give(
  service: Service,
  { email = `${service.context.ids.random()}@example.org`, method = 'card', ...wish }: Gift = {},
  headers: Record<string, string> = {},
): Promise<StartedCheckout> {
  const body: CheckoutBody = { frequency: 'monthly', amount: 500, currency: 'usd', ...wish };
  const checkout = await startCheckout(service, body, headers);
  service.stripe.pay(checkout.sessionId, { email, method });
  await service.settled();
  return checkout;
}

/** As a browser sends them back. */
export function cookiesOf(response: Response): string[] {
  return response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
}

export function post(
  service: Service,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(service.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const Report = z.object({
  rows: z.array(z.record(z.string(), z.unknown())),
  completeThrough: z.string().nullable(),
});

/** The rows of the revenue report, as the finance desk gets them. */
export async function revenue(service: Service, parameters: Record<string, string> = {}) {
  const query = new URLSearchParams(parameters);
  const response = await fetch(`${service.url}/v1/reports/revenue?${query}`, {
    headers: { authorization: `Bearer ${service.financeToken}` },
  });
  expect(response.status).toBe(200);
  return Report.parse(await response.json()).rows;
}
