import { outcomeOf } from '../actions/attempt.ts';
import { openSession, payCheckout } from '../actions/pay-checkout.ts';
import { resourceMissing } from '../errors.ts';
import { instrumentOf } from '../objects/payment-method.ts';
import { route } from '../route.ts';

/** What Stripe's own pay page talks to. Its command line presses Pay by it; nothing else is promised of it. */
export const PAYMENT_PAGES = [
  route('get', '/payment_pages/:id', 'Retrieve', ({ world, id }) => openSession(world, id)),

  route('post', '/payment_pages/:id/confirm', 'PaymentPageConfirm', ({ world, params, id }) => {
    const method = world.store.get('payment_method', params.payment_method);
    if (!method) throw resourceMissing('payment_method', params.payment_method, 'payment_method');
    const instrument = instrumentOf(method);
    const email = method.billing_details.email ?? undefined;
    return payCheckout(world, id, { email, method: outcomeOf(instrument), country: instrument.country });
  }),
];
