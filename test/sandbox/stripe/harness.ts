import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import type { Clock } from '../../../src/platform/time.ts';
import {
  createStripeSandbox,
  type SandboxOptions,
  SECRET_KEY,
  type StripeSandbox,
} from '../../../src/sandbox/stripe/sandbox.ts';

export const WEBHOOK_SECRET = 'whsec_test';

export type TestClock = Clock & { advance(milliseconds: number): void; instant: Date };

export function testClock(start = '2026-11-23T10:00:00Z'): TestClock {
  const clock: TestClock = {
    instant: new Date(start),
    now: () => clock.instant,
    advance: (milliseconds) => {
      clock.instant = new Date(clock.instant.getTime() + milliseconds);
    },
  };
  return clock;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

export type Running = {
  sandbox: StripeSandbox;
  stripe: Stripe;
  url: string;
  clock: TestClock;
  stop(): Promise<void>;
};

/** A sandbox on a port of its own, and the real SDK pointed at it. */
export async function start(options: Partial<SandboxOptions> & { clock?: TestClock } = {}): Promise<Running> {
  const clock = options.clock ?? testClock();
  let url = '';
  const sandbox = createStripeSandbox({ publicUrl: () => url, ...options, clock });
  const server = createServer(sandbox.app);
  url = await listen(server);
  const stripe = new Stripe(SECRET_KEY, {
    host: '127.0.0.1',
    port: new URL(url).port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  });
  return {
    sandbox,
    stripe,
    url,
    clock,
    stop: async () => {
      await sandbox.stop();
      await close(server);
    },
  };
}

export type Receiver = {
  url: string;
  /** Verified events in the order of their arrival. */
  events: Stripe.Event[];
  /** What to answer from now on. */
  answer: number;
  types(): string[];
  stop(): Promise<void>;
};

/** An endpoint that verifies what it gets by the SDK and answers as it is told. */
export async function receive(clock: Clock, status = 200): Promise<Receiver> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const signature = String(request.headers['stripe-signature']);
      const at = clock.now().getTime();
      const event = Stripe.webhooks.constructEvent(body, signature, WEBHOOK_SECRET, 300, undefined, at);
      receiver.events.push(event);
      response.writeHead(receiver.answer, { Location: '/elsewhere' }).end();
    });
  });
  const url = await listen(server);
  const receiver: Receiver = {
    url: `${url}/hook`,
    events: [],
    answer: status,
    types: () => receiver.events.map((event) => event.type),
    stop: () => close(server),
  };
  return receiver;
}

export function onceParams(): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    customer_creation: 'always',
    client_reference_id: 'contribution-1',
    success_url: 'https://site.example/thanks?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://site.example/',
    submit_type: 'donate',
    metadata: { contribution: 'on-session' },
    payment_intent_data: { metadata: { contribution: 'on-intent' } },
    adaptive_pricing: { enabled: false },
    line_items: [
      {
        quantity: 1,
        price_data: { currency: 'usd', unit_amount: 500, product_data: { name: 'Contribution' } },
      },
    ],
  };
}

export function monthlyParams(): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'subscription',
    success_url: 'https://site.example/thanks?session={CHECKOUT_SESSION_ID}',
    metadata: { contribution: 'on-session' },
    subscription_data: { metadata: { contribution: 'on-subscription' } },
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: 'usd',
          unit_amount: 500,
          product_data: { name: 'Contribution' },
          recurring: { interval: 'month' },
        },
      },
    ],
  };
}
