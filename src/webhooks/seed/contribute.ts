import { minor } from '../../platform/money.ts';
import { DAY, HOUR, MINUTE, plus } from '../../platform/time.ts';
import { NOBODY, type SessionReading } from '../../stripe/readings.ts';
import { decline, type Payer, pay, startDebit } from './pay.ts';
import { beginMembership } from './recur.ts';
import { later, newId, tell, type World } from './world.ts';

const FREQUENCIES = { once: 55, monthly: 38, annual: 7 };
const CURRENCIES = { usd: 45, eur: 35, gbp: 12, jpy: 8 };
const CAMPAIGNS = { '': 30, 'spring-drive': 25, 'year-end': 30, investigations: 15 };
const SOURCES = { '': 15, newsletter: 35, article: 35, footer: 15 };
/** How a checkout goes on; a slow method is a bank's debit. */
const ENDINGS = { paid: 80, abandoned: 8, 'declined-then-paid': 5, 'slow-paid': 6, 'slow-failed': 1 };
/** By frequency, in minor units: of cents or of yen. */
const AMOUNTS = {
  once: { 1000: 35, 2500: 35, 5000: 20, 10000: 8, 50000: 2 },
  monthly: { 300: 15, 500: 40, 1000: 30, 2500: 15 },
  annual: { 2400: 30, 6000: 50, 12000: 20 },
};
/** Some give more than once. */
const CHECKOUTS_A_GIVER = 1.4;

type Checkout = {
  id: string;
  session: SessionReading;
  frequency: 'once' | 'monthly' | 'annual';
  customer: string;
  address: string;
  amount: number;
  currency: string;
};

/** A reader sets out to give. `number`: counts contributions from 0. */
export function contribute(world: World, at: Date, number: number): void {
  const { chance } = world;
  const frequency = chance.pick(FREQUENCIES);
  const chosen = Number(chance.pick(AMOUNTS[frequency]));
  const costs = chance.happens(0.3) ? Math.round(chosen * 0.03) + 30 : 0;
  const amount = chosen + costs;
  const currency = chance.pick(CURRENCIES);
  const id = chance.uuid();
  world.today.contributions.push({
    id,
    createdAt: at,
    frequency,
    amount: minor(chosen),
    costs: minor(costs),
    currency,
    campaign: chance.pick(CAMPAIGNS) || null,
    source: chance.pick(SOURCES) || null,
  });
  const checkout: Checkout = {
    id,
    frequency,
    amount,
    currency,
    customer: newId(world, 'cus'),
    address: `giver-${world.name}-${chance.whole(0, Math.ceil((number + 1) / CHECKOUTS_A_GIVER))}@example.org`,
    session: {
      kind: 'session',
      id: newId(world, 'cs'),
      contribution: id,
      state: 'complete',
      frequency: frequency === 'once' ? 'once' : 'recurring',
      paymentIntent: frequency === 'once' ? newId(world, 'pi') : null,
      amount,
      currency,
      expiresAt: plus(at, 23 * HOUR).toISOString(),
      recoveryUrl: null,
      paidAt: null,
    },
  };
  goOn(world, plus(at, chance.whole(1, 9) * MINUTE), checkout);
}

function goOn(world: World, at: Date, checkout: Checkout): void {
  const ending = world.chance.pick(ENDINGS);
  const expiresAt = new Date(checkout.session.expiresAt);
  if (ending === 'abandoned') {
    later(world, expiresAt, () =>
      tell(world, 'checkout.session.expired', expiresAt, {
        reading: { ...checkout.session, paymentIntent: null, state: 'expired' },
      }),
    );
    return;
  }
  const { session } = checkout;
  if (session.paymentIntent === null) {
    complete(world, at, checkout);
    const { id: contribution, frequency, customer, amount, currency } = checkout;
    beginMembership(world, at, {
      contribution,
      customer,
      amount,
      currency,
      frequency: frequency === 'annual' ? 'annual' : 'monthly',
    });
    return;
  }
  const payer = payerOf(checkout, session.paymentIntent);
  if (ending === 'slow-paid' || ending === 'slow-failed') {
    debit(world, at, checkout, { payer, succeeds: ending === 'slow-paid' });
    return;
  }
  if (ending === 'declined-then-paid') decline(world, at, payer);
  const paidAt = plus(at, MINUTE);
  pay(world, paidAt, payer);
  complete(world, paidAt, checkout);
}

function complete(world: World, at: Date, { session, customer, address }: Checkout): void {
  tell(world, 'checkout.session.completed', at, { reading: session, person: { customer, address } });
}

/** A bank answers days later. */
function debit(
  world: World,
  at: Date,
  checkout: Checkout,
  { payer, succeeds }: { payer: Payer; succeeds: boolean },
): void {
  const { session, customer, address } = checkout;
  startDebit(world, at, payer);
  complete(world, at, { ...checkout, session: { ...session, state: 'processing' } });
  const answeredAt = plus(at, world.chance.whole(2, 6) * DAY);
  later(world, answeredAt, () => {
    if (succeeds) pay(world, answeredAt, payer);
    else decline(world, answeredAt, payer);
    tell(world, `checkout.session.async_payment_${succeeds ? 'succeeded' : 'failed'}`, answeredAt, {
      reading: { ...session, state: succeeds ? 'complete' : 'failed' },
      person: succeeds ? { customer, address } : NOBODY,
    });
  });
}

function payerOf({ id, customer, amount, currency }: Checkout, intent: string): Payer {
  return { intent, contribution: id, customer, amount, currency };
}
