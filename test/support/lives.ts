import { type Happening, happen, last, namesOf, unlessRefused, type World } from './happenings.ts';
import { startCheckout } from './reader.ts';

/** What a giver does, from the first click to the last renewal. `address` is who they say they are. */
export type Life = { address: string; pause: number; afterwards?: Happening[] } & (
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
  'declined-then-expired',
  'expired',
  'recovered',
] as const;
export const STARTS = ['card', 'delayed-success', 'delayed-failure'] as const;

type Ending = (typeof ENDINGS)[number];
type Start = (typeof STARTS)[number];
export type Step = keyof typeof STEP;

type Take = (world: World, subscription: string) => unknown;

/** What can come of a membership from one period to the next. What Stripe would refuse does not come. */
const STEP = {
  renewal: ({ service: { stripe } }, id) => stripe.renew(id, 'card'),
  'declined-renewal': ({ service: { stripe } }, id) => stripe.renew(id, 'declined'),
  'delayed-renewal': (world, id) => {
    world.service.stripe.renew(id, 'delayed-success');
    settle(world, 'delayed-success');
  },
  'asked-renewal': renewPlanned('action-required'),
  'stuck-renewal': renewPlanned('finalization-failed'),
  'paid-after-all': ({ service: { stripe } }) => stripe.payInvoice(openInvoice(stripe), { outcome: 'card' }),
  'paid-outside': ({ service: { stripe } }) => stripe.payInvoice(openInvoice(stripe), { outOfBand: true }),
  'written-off': ({ service: { stripe } }) => stripe.markUncollectible(openInvoice(stripe)),
  voided: ({ service: { stripe } }) => stripe.voidInvoice(openInvoice(stripe)),
  'not-collected': ({ service }, id) =>
    service.context.stripe.subscriptions.update(id, { pause_collection: { behavior: 'void' } }),
  'collected-again': ({ service }, id) =>
    service.context.stripe.subscriptions.update(id, { pause_collection: '' }),
  'stands-still': ({ service }, id) => service.context.stripe.subscriptions.pause(id),
  'goes-on': ({ service }, id) => service.context.stripe.subscriptions.resume(id),
  'will-end': ({ service }, id) =>
    service.context.stripe.subscriptions.update(id, { cancel_at_period_end: true }),
  stays: ({ service }, id) =>
    service.context.stripe.subscriptions.update(id, { cancel_at_period_end: false }),
  'will-be-annual': ({ service }, id) => schedule(service, id, 'year', 6_000),
  'will-be-more': ({ service }, id) => schedule(service, id, 'month', 1_500),
  'stays-as-it-is': ({ service: { context, stripe } }, id) =>
    context.stripe.subscriptionSchedules.release(stripe.get('subscription', id)?.schedule ?? ''),
  ends: ({ service }, id) => service.context.stripe.subscriptions.cancel(id),
} as const satisfies Record<string, Take>;
export const STEPS = namesOf(STEP);

function renewPlanned(next: Parameters<World['service']['stripe']['plan']>[1]): Take {
  return ({ service: { stripe } }, id) => {
    stripe.plan(id, next);
    stripe.renew(id);
  };
}

function openInvoice(stripe: World['service']['stripe']): string {
  return last(stripe.list('invoice').filter(({ status }) => status === 'open'));
}

/** What the account page does for another frequency: from the end of what is paid on, another price. */
export async function schedule(
  { context: { stripe }, stripe: sandbox }: World['service'],
  subscription: string,
  interval: 'month' | 'year',
  amount: number,
): Promise<void> {
  const { id, phases } = await stripe.subscriptionSchedules.create({ from_subscription: subscription });
  const price = sandbox.get('subscription', subscription)?.items.data[0]?.price;
  const [{ start_date, end_date } = { start_date: 0, end_date: 0 }] = phases;
  const { currency = '', product = '' } = price ?? {};
  await stripe.subscriptionSchedules.update(id, {
    end_behavior: 'release',
    proration_behavior: 'none',
    phases: [
      { start_date, end_date, items: [{ price: price?.id ?? '' }], proration_behavior: 'none' },
      {
        items: [{ price_data: { currency, product, recurring: { interval }, unit_amount: amount } }],
        proration_behavior: 'none',
      },
    ],
  });
}

let visitors = 0;

/** Leads one life at the sandbox, through our own checkout where it is not an outside one, and what comes afterwards. */
export async function lead(world: World, life: Life): Promise<void> {
  await begin(world, life);
  for (const happening of life.afterwards ?? []) {
    world.clock.advance(life.pause);
    await happen(world, happening);
  }
}

async function begin(world: World, life: Life): Promise<void> {
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
    case 'declined-then-expired':
      stripe.pay(session, { email, method: 'declined' });
      world.clock.advance(pause);
      stripe.expire(session);
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
    await unlessRefused(() => STEP[step](world, subscription));
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
