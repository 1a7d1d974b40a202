import type { TestClock } from './clock.ts';
import { startCheckout } from './reader.ts';
import type { Service } from './service.ts';

/** What a giver does, from the first click to the last renewal. `address` is who they say they are. */
export type Life = { address: string; pause: number } & (
  | { kind: 'once'; ending: Ending }
  | { kind: 'recurring'; frequency: 'monthly' | 'annual'; start: Start; steps: Step[] }
  | { kind: 'outside-payment'; hasCustomer: boolean }
  | { kind: 'outside-subscription'; steps: Step[] }
);

export const ENDINGS = [
  'paid',
  'declined-then-paid',
  'delayed-success',
  'delayed-failure',
  'expired',
  'recovered',
] as const;
export const STARTS = ['card', 'delayed-success', 'delayed-failure'] as const;
export const STEPS = ['renewal', 'declined-renewal', 'delayed-renewal', 'will-end', 'stays', 'ends'] as const;

type Ending = (typeof ENDINGS)[number];
type Start = (typeof STARTS)[number];
export type Step = (typeof STEPS)[number];

export type World = { service: Service; clock: TestClock };

let visitors = 0;

/** Leads one life at the sandbox, through our own checkout where it is not an outside one. */
export async function lead(world: World, life: Life): Promise<void> {
  switch (life.kind) {
    case 'once':
      return giveOnce(world, life, life.ending);
    case 'recurring':
      return giveRegularly(world, life);
    case 'outside-payment':
      return payOutside(world, life);
    case 'outside-subscription':
      return subscribeOutside(world, life);
  }
}

async function checkOut({ service }: World, frequency: 'once' | 'monthly' | 'annual'): Promise<string> {
  visitors += 1;
  // Another visitor each time, because one address on the net may ask only so often.
  const from = `10.${(visitors >> 16) & 255}.${(visitors >> 8) & 255}.${visitors & 255}`;
  const body = {
    frequency,
    amount: 500 + (visitors % 7) * 100,
    currency: 'usd',
    campaign: `c${visitors % 3}`,
  };
  return (await startCheckout(service, body, { 'x-forwarded-for': from })).sessionId;
}

async function giveOnce(world: World, { address: email, pause }: Life, ending: Ending): Promise<void> {
  const { stripe } = world.service;
  const session = await checkOut(world, 'once');
  world.clock.advance(pause);
  switch (ending) {
    case 'paid':
      stripe.pay(session, { email, method: 'card' });
      return;
    case 'declined-then-paid':
      stripe.pay(session, { email, method: 'declined' });
      world.clock.advance(pause);
      stripe.pay(session, { email, method: 'card' });
      return;
    case 'delayed-success':
    case 'delayed-failure':
      stripe.pay(session, { email, method: ending });
      world.clock.advance(pause);
      settle(world, ending);
      return;
    case 'expired':
      stripe.expire(session);
      return;
    case 'recovered': {
      const recovery = stripe.expire(session).after_expiration?.recovery?.url ?? '';
      world.clock.advance(pause);
      const response = await fetch(recovery, { redirect: 'manual' });
      const resumed = response.headers.get('location')?.split('/').at(-1) ?? '';
      stripe.pay(resumed, { email, method: 'card' });
    }
  }
}

function settle({ service: { stripe } }: World, how: 'delayed-success' | 'delayed-failure'): void {
  const waiting = stripe.list('payment_intent').findLast(({ status }) => status === 'processing');
  if (waiting) stripe.settle(waiting.id, how === 'delayed-success' ? 'succeed' : 'fail');
}

async function giveRegularly(world: World, life: Life & { kind: 'recurring' }): Promise<void> {
  const { stripe } = world.service;
  const session = await checkOut(world, life.frequency);
  world.clock.advance(life.pause);
  stripe.pay(session, { email: life.address, method: life.start });
  if (life.start !== 'card') {
    world.clock.advance(life.pause);
    settle(world, life.start);
  }
  const subscription = stripe.list('subscription').at(-1)?.id ?? '';
  await goOn(world, subscription, life);
}

async function goOn(
  world: World,
  subscription: string,
  { pause, steps }: { pause: number; steps: Step[] },
): Promise<void> {
  for (const step of steps) {
    if (world.service.stripe.get('subscription', subscription)?.ended_at !== null) return;
    world.clock.advance(pause);
    await take(world, subscription, step);
  }
}

async function take({ service, clock }: World, subscription: string, step: Step): Promise<void> {
  const { stripe, context } = service;
  const api = context.stripe.subscriptions;
  switch (step) {
    case 'renewal':
      stripe.renew(subscription, 'card');
      return;
    case 'declined-renewal':
      stripe.renew(subscription, 'declined');
      return;
    case 'delayed-renewal':
      stripe.renew(subscription, 'delayed-success');
      settle({ service, clock }, 'delayed-success');
      return;
    case 'will-end':
    case 'stays':
      await api.update(subscription, { cancel_at_period_end: step === 'will-end' });
      return;
    case 'ends':
      await api.cancel(subscription);
  }
}

async function payOutside(
  { service }: World,
  { address: email, hasCustomer }: Life & { kind: 'outside-payment' },
): Promise<void> {
  const { stripe } = service.context;
  const customer = hasCustomer ? await stripe.customers.create({ email }) : undefined;
  await stripe.paymentIntents.create({
    amount: 700,
    currency: 'eur',
    confirm: true,
    payment_method: 'pm_card_visa',
    ...(customer && { customer: customer.id }),
  });
}

async function subscribeOutside(world: World, life: Life & { kind: 'outside-subscription' }): Promise<void> {
  const { stripe } = world.service.context;
  const customer = await stripe.customers.create({
    email: life.address,
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  });
  const product = await stripe.products.create({ name: 'Contribution' });
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 900,
    recurring: { interval: 'month' },
  });
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  await goOn(world, id, life);
}
