import { listOf } from './list.ts';
import type { Json } from './wire.ts';
import type { World } from './world.ts';

/** What an object shows only when it is asked for by `expand`. */
export function includable(world: World, object: Json, key: string): unknown {
  const id = String(object.id);
  switch (`${object.object}.${key}`) {
    case 'checkout.session.line_items':
      return listOf(
        `/v1/checkout/sessions/${id}/line_items`,
        world.store.get('checkout', id)?.lineItems ?? [],
      );
    case 'invoice.payments': {
      const payments = world.store.all('invoice_payment').filter((payment) => payment.invoice === id);
      return listOf('/v1/invoice_payments', payments.reverse());
    }
    case 'charge.refunds': {
      const refunds = world.store.all('refund').filter((refund) => refund.charge === id);
      return listOf(`/v1/charges/${id}/refunds`, refunds.reverse());
    }
    case 'customer.subscriptions': {
      const live = world.store.all('subscription').filter((one) => one.customer === id && !one.ended_at);
      return listOf(`/v1/customers/${id}/subscriptions`, live.reverse());
    }
    default:
      return undefined;
  }
}
