import type Stripe from 'stripe';
import { emit, emitUpdate } from '../events.ts';
import { unschedule } from '../timers.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { cancelIntent } from './pay-intent.ts';

type Invoice = Wire<Stripe.Invoice>;

/** Nothing is owed any more: what was to pay it is called off. */
export function voidInvoice(world: World, invoice: Invoice): Invoice {
  callOff(world, invoice);
  const voided = world.store.put('invoice', {
    ...closed(world, invoice),
    status: 'void',
    status_transitions: { ...invoice.status_transitions, voided_at: now(world) },
  });
  emit(world, 'invoice.voided', voided);
  return voided;
}

/** Still owed, but not expected any more. It can be paid nevertheless. */
export function markUncollectible(world: World, invoice: Invoice): Invoice {
  const marked = world.store.put('invoice', {
    ...closed(world, invoice),
    status: 'uncollectible',
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: now(world) },
  });
  emit(world, 'invoice.marked_uncollectible', marked);
  return marked;
}

/** No further attempt is made by itself. */
export function stopCollecting(world: World, invoice: Invoice): Invoice {
  const stopped = world.store.put('invoice', closed(world, invoice));
  emitUpdate(world, 'invoice.updated', invoice, stopped);
  return stopped;
}

function closed(world: World, invoice: Invoice): Invoice {
  unschedule(world, `retry:${invoice.id}`);
  return { ...invoice, auto_advance: false, next_payment_attempt: null };
}

/** Calls off payments of this invoice that are under way. */
export function callOff(world: World, invoice: Invoice): void {
  const { store } = world;
  const open = store.all('invoice_payment').filter((one) => one.invoice === invoice.id);
  for (const payment of open.filter(({ status }) => status === 'open')) {
    const transitions = { ...payment.status_transitions, canceled_at: now(world) };
    store.put('invoice_payment', { ...payment, status: 'canceled', status_transitions: transitions });
    const intent = store.get('payment_intent', payment.payment.payment_intent ?? '');
    if (intent && intent.status !== 'canceled') {
      unschedule(world, `settle:${intent.id}`);
      cancelIntent(world, intent, 'void_invoice');
    }
  }
}
