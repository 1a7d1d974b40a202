import type Stripe from 'stripe';
import { methodNamed, outcomeOf } from '../actions/attempt.ts';
import { end } from '../actions/end-subscription.ts';
import { makePrice } from '../actions/make-price.ts';
import { pause, resume } from '../actions/pause.ts';
import { subscribe } from '../actions/subscribe.ts';
import { updateSubscription } from '../actions/update-subscription.ts';
import { invalidRequest, missingParameter, refuseUnserved, resourceMissing } from '../errors.ts';
import { inRange, listAnswer, same } from '../list.ts';
import { card, instrumentOf } from '../objects/payment-method.ts';
import { currentPeriod } from '../objects/subscription.ts';
import { route } from '../route.ts';
import type { Received, Wire } from '../wire.ts';
import type { World } from '../world.ts';

const PATH = '/subscriptions';
const SERVED = 'customer default_payment_method description items metadata off_session';

function subscriptionOf(world: World, id: string) {
  const subscription = world.store.get('subscription', id);
  if (!subscription) throw resourceMissing('subscription', id);
  return subscription;
}

function pricesOf(world: World, items: NonNullable<Received<'SubscriptionCreate'>['items']>) {
  return items.map(({ price, price_data: data, quantity = 1 }, index) => {
    if (data) return { price: makePrice(world, data, `items[${index}][price_data]`), quantity };
    const known = world.store.get('price', price ?? '');
    if (known?.recurring) return { price: known, quantity };
    const message = known
      ? 'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.'
      : `No such price: '${price}'`;
    throw invalidRequest(message, { code: 'resource_missing', param: `items[${index}][price]` });
  });
}

function methodOf(world: World, customer: Wire<Stripe.Customer>, asked: string | undefined): string {
  const name = asked ?? customer.invoice_settings.default_payment_method ?? undefined;
  if (name === undefined) {
    throw invalidRequest(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method.',
      { code: 'resource_missing' },
    );
  }
  return methodNamed(world, name, customer.id);
}

function create(world: World, params: Received<'SubscriptionCreate'>): Wire<Stripe.Subscription> {
  refuseUnserved(params, SERVED);
  if (params.customer === undefined) throw missingParameter('customer');
  if (!params.items || params.items.length === 0) throw missingParameter('items');
  const customer = world.store.get('customer', params.customer);
  if (!customer) {
    const message = `No such customer: '${params.customer}'`;
    throw invalidRequest(message, { code: 'resource_missing', param: 'customer' });
  }
  const method = methodOf(world, customer, params.default_payment_method);
  const stored = world.store.get('payment_method', method);
  const instrument = stored ? instrumentOf(stored) : card('usd');
  const { subscription } = subscribe(
    world,
    {
      customer: customer.id,
      prices: pricesOf(world, params.items),
      description: params.description ?? null,
      metadata: params.metadata,
    },
    { instrument, email: customer.email, outcome: outcomeOf(instrument), method },
  );
  return subscription;
}

export const SUBSCRIPTIONS = [
  route('post', PATH, 'SubscriptionCreate', ({ world, params }) => create(world, params)),

  route('get', PATH, 'SubscriptionList', ({ world, params }) => {
    const { customer, price, status, current_period_end: ends } = params;
    return listAnswer(world, 'subscription', `/v1${PATH}`, params, (subscription) => {
      const shown =
        status === 'all' ||
        (status === undefined ? subscription.status !== 'canceled' : status === subscription.status) ||
        (status === 'ended' && subscription.ended_at !== null);
      const hasPrice = subscription.items.data.some((item) => same(price, item.price.id));
      return (
        shown &&
        hasPrice &&
        same(customer, subscription.customer) &&
        inRange(currentPeriod(subscription).end, ends)
      );
    });
  }),

  route('get', `${PATH}/:id`, 'Retrieve', ({ world, id }) => subscriptionOf(world, id)),

  route('post', `${PATH}/:id`, 'SubscriptionUpdate', ({ world, params, id }) =>
    updateSubscription(world, subscriptionOf(world, id), params),
  ),

  route('post', `${PATH}/:id/pause`, 'SubscriptionPause', ({ world, params, id }) =>
    pause(world, subscriptionOf(world, id), params),
  ),

  route('post', `${PATH}/:id/resume`, 'SubscriptionResume', ({ world, params, id }) =>
    resume(world, subscriptionOf(world, id), params),
  ),

  route('delete', `${PATH}/:id`, 'SubscriptionCancel', ({ world, params, id }) => {
    const subscription = subscriptionOf(world, id);
    if (subscription.ended_at !== null) throw resourceMissing('subscription', id);
    const { comment, feedback } = params.cancellation_details ?? {};
    return end(world, subscription, { ...(comment ? { comment } : {}), ...(feedback ? { feedback } : {}) });
  }),
];
