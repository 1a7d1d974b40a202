import { resourceMissing } from '../errors.ts';
import { route } from '../route.ts';

export const PAYMENT_METHODS = [
  route('get', '/payment_methods/:id', 'Retrieve', ({ world, id }) => {
    const method = world.store.get('payment_method', id);
    if (!method) throw resourceMissing('payment_method', id);
    return method;
  }),
];
