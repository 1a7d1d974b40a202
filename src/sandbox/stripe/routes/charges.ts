import { chargeOf } from '../actions/find-charge.ts';
import { refuseUnserved } from '../errors.ts';
import { emitUpdate } from '../events.ts';
import { listAnswer, same } from '../list.ts';
import { mergeMetadata } from '../metadata.ts';
import { route } from '../route.ts';

export const CHARGES = [
  route('get', '/charges', 'ChargeList', ({ world, params }) =>
    listAnswer(
      world,
      'charge',
      '/v1/charges',
      params,
      (charge) =>
        same(params.customer, charge.customer) && same(params.payment_intent, charge.payment_intent),
    ),
  ),

  route('get', '/charges/:id', 'Retrieve', ({ world, id }) => chargeOf(world, id)),

  route('post', '/charges/:id', 'ChargeUpdate', ({ world, params, id }) => {
    refuseUnserved(params, 'description metadata');
    const charge = chargeOf(world, id);
    const changed = world.store.put('charge', {
      ...charge,
      description: params.description ?? charge.description,
      metadata: mergeMetadata(charge.metadata, params.metadata),
    });
    emitUpdate(world, 'charge.updated', charge, changed);
    return changed;
  }),
];
