import { end } from '../actions/end-subscription.ts';
import { refuseUnserved, resourceMissing } from '../errors.ts';
import { emit, emitUpdate } from '../events.ts';
import { listAnswer, same } from '../list.ts';
import { buildCustomer, withChanges } from '../objects/customer.ts';
import { attachTestMethod } from '../objects/test-methods.ts';
import { route } from '../route.ts';
import type { Deleted } from '../wire.ts';
import type { World } from '../world.ts';

const PATH = '/customers';
const SERVED = 'address description email invoice_settings metadata name phone preferred_locales';

/** A customer to change; a deleted one counts as missing. */
function customerOf(world: World, id: string) {
  const customer = world.store.get('customer', id);
  if (!customer) throw resourceMissing('customer', id);
  return customer;
}

export const CUSTOMERS = [
  route('post', PATH, 'CustomerCreate', ({ world, params }) => {
    refuseUnserved(params, `${SERVED} payment_method`);
    const { payment_method: method } = params;
    const customer = buildCustomer(world, params);
    const { invoice_settings: settings } = customer;
    if (method !== undefined) {
      const attached = attachTestMethod(world, method, customer.id);
      if (settings.default_payment_method === method) settings.default_payment_method = attached;
    }
    emit(world, 'customer.created', customer);
    return world.store.put('customer', customer);
  }),

  route('get', PATH, 'CustomerList', ({ world, params }) =>
    listAnswer(world, 'customer', `/v1${PATH}`, params, ({ email }) => same(params.email, email)),
  ),

  route('get', `${PATH}/:id`, 'Retrieve', ({ world, id }) => {
    const deleted = world.store.get('deleted', id);
    return deleted ?? customerOf(world, id);
  }),

  route('post', `${PATH}/:id`, 'CustomerUpdate', ({ world, params, id }) => {
    refuseUnserved(params, SERVED);
    const customer = customerOf(world, id);
    const changed = world.store.put('customer', withChanges(customer, params));
    emitUpdate(world, 'customer.updated', customer, changed);
    return changed;
  }),

  route('delete', `${PATH}/:id`, 'CustomerDelete', ({ world, id }): Deleted => {
    const { store } = world;
    const customer = customerOf(world, id);
    const live = store.all('subscription').filter((one) => one.customer === id && one.ended_at === null);
    for (const subscription of live) end(world, subscription);
    store.remove('customer', id);
    emit(world, 'customer.deleted', customer);
    return store.put('deleted', { id, object: 'customer', deleted: true });
  }),
];
