import { attachMethod, detachMethod } from '../actions/change-method.ts';
import { invalidRequest, missingParameter, refuseUnserved, resourceMissing } from '../errors.ts';
import { emitUpdate } from '../events.ts';
import { listAnswer, same } from '../list.ts';
import { mergeMetadata } from '../metadata.ts';
import { createPaymentMethod, type Instrument } from '../objects/payment-method.ts';
import { testCard } from '../objects/test-methods.ts';
import { route } from '../route.ts';
import type { Received } from '../wire.ts';
import type { World } from '../world.ts';

const PATH = '/payment_methods';

function methodOf(world: World, id: string) {
  const method = world.store.get('payment_method', id);
  if (!method) throw resourceMissing('payment_method', id);
  return method;
}

function instrumentFor({ type, card, sepa_debit: sepa }: Received<'PaymentMethodCreate'>): Instrument {
  if (type === 'sepa_debit' && sepa) {
    return { type: 'sepa_debit', country: sepa.iban.slice(0, 2), last4: sepa.iban.slice(-4) };
  }
  if (type !== 'card' || !card) {
    throw invalidRequest('The sandbox creates cards and SEPA debits only.', { param: 'type' });
  }
  const named = 'token' in card ? card.token : 'number' in card ? card.number : undefined;
  return testCard(named ?? '');
}

export const PAYMENT_METHODS = [
  route('post', PATH, 'PaymentMethodCreate', ({ world, params }) => {
    refuseUnserved(params, 'billing_details card metadata sepa_debit type');
    const instrument = instrumentFor(params);
    const email = params.billing_details?.email || null;
    const method = createPaymentMethod(world, instrument, { email, customer: null });
    const metadata = mergeMetadata({}, params.metadata);
    return world.store.put('payment_method', { ...method, metadata });
  }),

  route('get', PATH, 'PaymentMethodList', ({ world, params }) =>
    listAnswer(
      world,
      'payment_method',
      `/v1${PATH}`,
      params,
      (method) => same(params.customer, method.customer) && same(params.type, method.type),
    ),
  ),

  route('get', `${PATH}/:id`, 'Retrieve', ({ world, id }) => methodOf(world, id)),

  route('post', `${PATH}/:id`, 'PaymentMethodUpdate', ({ world, params, id }) => {
    refuseUnserved(params, 'billing_details card metadata');
    const method = methodOf(world, id);
    const { exp_month: month, exp_year: year } = params.card ?? {};
    const { email, name, phone } = params.billing_details ?? {};
    const changed = world.store.put('payment_method', {
      ...method,
      billing_details: {
        ...method.billing_details,
        ...(email === undefined ? {} : { email: email || null }),
        ...(name === undefined ? {} : { name: name || null }),
        ...(phone === undefined ? {} : { phone: phone || null }),
      },
      ...(method.card
        ? {
            card: {
              ...method.card,
              exp_month: month ?? method.card.exp_month,
              exp_year: year ?? method.card.exp_year,
            },
          }
        : {}),
      metadata: mergeMetadata(method.metadata ?? {}, params.metadata),
    });
    emitUpdate(world, 'payment_method.updated', method, changed);
    return changed;
  }),

  route('post', `${PATH}/:id/attach`, 'PaymentMethodAttach', ({ world, params, id }) => {
    refuseUnserved(params, 'customer');
    if (params.customer === undefined) throw missingParameter('customer');
    return attachMethod(world, id, params.customer);
  }),

  route('post', `${PATH}/:id/detach`, 'PaymentMethodDetach', ({ world, id }) =>
    detachMethod(world, methodOf(world, id)),
  ),

  route('get', '/mandates/:id', 'Retrieve', ({ world, id }) => {
    const mandate = world.store.get('mandate', id);
    if (!mandate) throw resourceMissing('mandate', id);
    return mandate;
  }),
];
