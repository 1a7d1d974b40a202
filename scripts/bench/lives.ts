import { listen } from '../../src/platform/http/listen.ts';
import { createIds } from '../../src/platform/ids.ts';
import { minor } from '../../src/platform/money.ts';
import { DAY, HOUR, plus, plusMonths } from '../../src/platform/time.ts';
import { createStripeSandbox, SECRET_KEY, type StripeSandbox } from '../../src/sandbox/stripe/sandbox.ts';
import { createCheckoutSession, type OpenSession } from '../../src/stripe/checkout.ts';
import { createStripeClient, type StripeClient } from '../../src/stripe/client.ts';
import { EVENT_TYPES } from '../../src/webhooks/table.ts';
import type { Life } from './plan.ts';
import { STUB_MARK } from './stage.ts';

/** Who gives how, out of ten; a month's or a year's renewals follow. */
const MIX = [
  { frequency: 'once', renewals: 0 },
  { frequency: 'monthly', renewals: 3 },
  { frequency: 'once', renewals: 0 },
  { frequency: 'monthly', renewals: 11 },
  { frequency: 'once', renewals: 0 },
  { frequency: 'monthly', renewals: 0 },
  { frequency: 'annual', renewals: 1 },
  { frequency: 'once', renewals: 0 },
  { frequency: 'monthly', renewals: 6 },
  { frequency: 'annual', renewals: 0 },
] as const;
type Kind = (typeof MIX)[number];

const LIVES = 50;

type Room = { sandbox: StripeSandbox; client: StripeClient; clock: { instant: Date; now(): Date } };

/** Lives as they come out of the Stripe sandbox, by the calls that Groundswell itself makes. */
export async function makeLives(): Promise<Life[]> {
  return inSandbox(async (room) => {
    const lives: Life[] = [];
    for (let number = 0; number < LIVES; number += 1) {
      const kind = MIX[number % MIX.length] ?? MIX[0];
      lives.push(await live(room, kind, number));
    }
    return lives;
  });
}

/** The answer to the creation of a session, with marks for an id of its own. */
export async function makeSession(): Promise<string> {
  return inSandbox(async (room) => {
    const { reading } = await openSession(room, 'monthly', 0);
    const session = await room.client.checkout.sessions.retrieve(reading.id);
    return cutIds(JSON.stringify(session)).join(STUB_MARK);
  });
}

async function inSandbox<T>(work: (room: Room) => Promise<T>): Promise<T> {
  const clock = { instant: new Date(), now: () => clock.instant };
  let url = '';
  const sandbox = createStripeSandbox({ clock, publicUrl: () => url });
  const web = await listen(sandbox.app, 0, '127.0.0.1');
  url = `http://127.0.0.1:${web.port}`;
  try {
    const client = createStripeClient({ STRIPE_API_URL: url, STRIPE_SECRET_KEY: SECRET_KEY });
    return await work({ sandbox, client, clock });
  } finally {
    await sandbox.stop();
    await web.stop();
  }
}

async function live(room: Room, { frequency, renewals }: Kind, number: number): Promise<Life> {
  const { sandbox, clock } = room;
  const before = sandbox.list('event').length;
  clock.instant = plus(new Date(), -400 * DAY);
  const { reading } = await openSession(room, frequency, number);
  const email = `reader-${number.toString(16).padStart(7, '0')}@example.org`;
  const { subscription } = sandbox.pay(reading.id, { email, method: 'card' });
  for (let renewal = 0; renewal < renewals && subscription !== null; renewal += 1) {
    clock.instant = plusMonths(clock.instant, frequency === 'annual' ? 12 : 1);
    sandbox.renew(subscription);
  }
  const books = frequency === 'once' ? 'checkout.session.completed' : 'invoice.paid';
  const events = sandbox
    .list('event')
    .slice(before)
    .filter(({ type }) => EVENT_TYPES.includes(type))
    .map((event) => ({ parts: cutIds(JSON.stringify(event, null, 2)), books: event.type === books }));
  return { events };
}

function openSession(
  { client, clock }: Room,
  frequency: Kind['frequency'],
  number: number,
): Promise<OpenSession> {
  const contribution = createIds(clock).timeOrdered();
  return createCheckoutSession(client, {
    contribution,
    frequency,
    total: { amount: minor(500 + 100 * number), currency: number % 3 === 0 ? 'eur' : 'usd' },
    productName: 'Contribution',
    statementSuffix: undefined,
    email: undefined,
    locale: 'en',
    successUrl: `https://give.news.example/thank-you?contribution=${contribution}`,
    cancelUrl: 'https://give.news.example/',
    expiresAt: plus(clock.now(), 23 * HOUR),
    idempotencyKey: `${contribution}-1`,
  });
}

/**
 * Where ids of Stripe's look, UUIDs and addresses have their first seven places: the clone's number goes there, so that
 * ids grow with time as Stripe's and ours do, and those of one life still belong together.
 */
const NUMBERS =
  /(?<=\b(?:evt_1|cs_test_a1|cus_|sub_1|si_|in_1|inpay_1|il_1|li_1|pi_3|ch_3|txn_3|pm_1|price_1|prod_|req_|reader-))[0-9A-Za-z]{7}|\b[0-9a-f]{7}(?=[0-9a-f]-[0-9a-f]{4}-7)/g;

function cutIds(body: string): string[] {
  return body.split(NUMBERS);
}
