import { createCheckout } from '../actions/create-checkout.ts';
import { expireCheckout } from '../actions/expire-checkout.ts';
import { invalidRequest, refuseUnserved, resourceMissing } from '../errors.ts';
import { listAnswer, pageOf, same } from '../list.ts';
import { mergeMetadata } from '../metadata.ts';
import { route } from '../route.ts';
import type { World } from '../world.ts';

const PATH = '/checkout/sessions';

function sessionOf(world: World, id: string) {
  const session = world.store.get('checkout.session', id);
  if (!session) throw resourceMissing('checkout.session', id, 'session');
  return session;
}

export const CHECKOUT_SESSIONS = [
  route('post', PATH, 'CheckoutSessionCreate', ({ world, params }) => createCheckout(world, params)),

  route('get', PATH, 'CheckoutSessionList', ({ world, params }) => {
    const { customer, payment_intent: intent, subscription, status, customer_details: details } = params;
    return listAnswer(
      world,
      'checkout.session',
      `/v1${PATH}`,
      params,
      (session) =>
        same(customer, session.customer) &&
        same(intent, session.payment_intent) &&
        same(subscription, session.subscription) &&
        same(status, session.status) &&
        same(params.payment_link, session.payment_link) &&
        same(details?.email.toLowerCase(), session.customer_details?.email?.toLowerCase()),
    );
  }),

  route('get', `${PATH}/:id`, 'Retrieve', ({ world, id }) => sessionOf(world, id)),

  route('post', `${PATH}/:id`, 'CheckoutSessionUpdate', ({ world, params, id }) => {
    refuseUnserved(params, 'metadata');
    const session = sessionOf(world, id);
    const metadata = mergeMetadata(session.metadata ?? {}, params.metadata);
    return world.store.put('checkout.session', { ...session, metadata });
  }),

  route('post', `${PATH}/:id/expire`, 'CheckoutSessionExpire', ({ world, id }) => {
    const session = sessionOf(world, id);
    if (session.status === 'open') return expireCheckout(world, session);
    throw invalidRequest(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
    );
  }),

  route('get', `${PATH}/:id/line_items`, 'CheckoutSessionLineItems', ({ world, params, id }) => {
    const items = world.store.get('checkout', sessionOf(world, id).id)?.lineItems ?? [];
    return pageOf(`/v1${PATH}/${id}/line_items`, items, params);
  }),
];
