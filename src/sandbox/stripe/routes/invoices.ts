import { methodNamed } from '../actions/attempt.ts';
import { finalizeByHand, markUncollectibleByHand, voidByHand } from '../actions/close-by-hand.ts';
import { payInvoice } from '../actions/pay-invoice.ts';
import { refusal, refuseUnserved, resourceMissing } from '../errors.ts';
import { listAnswer, same } from '../list.ts';
import { route } from '../route.ts';

export const INVOICES = [
  route('get', '/invoices', 'InvoiceList', ({ world, params }) =>
    listAnswer(
      world,
      'invoice',
      '/v1/invoices',
      params,
      (invoice) =>
        same(params.customer, invoice.customer) &&
        same(params.subscription, invoice.parent?.subscription_details?.subscription) &&
        same(params.status, invoice.status) &&
        same(params.collection_method, invoice.collection_method),
    ),
  ),

  route('get', '/invoices/:id', 'Retrieve', ({ world, id }) => {
    const invoice = world.store.get('invoice', id);
    if (!invoice) throw resourceMissing('invoice', id, 'invoice');
    return invoice;
  }),

  route('post', '/invoices/:id/pay', 'InvoicePay', ({ world, params, id }) => {
    refuseUnserved(params, 'off_session paid_out_of_band payment_method');
    const { payment_method: name, paid_out_of_band: outOfBand } = params;
    const customer = world.store.get('invoice', id)?.customer ?? '';
    const method = name === undefined ? undefined : methodNamed(world, name, customer);
    const { invoice, intent } = payInvoice(world, id, { method, outOfBand });
    const refused = intent?.status === 'requires_payment_method' || intent?.status === 'requires_action';
    return refused ? refusal(intent) : invoice;
  }),

  route('post', '/invoices/:id/void', 'InvoiceVoidInvoice', ({ world, id }) => voidByHand(world, id)),

  route('post', '/invoices/:id/mark_uncollectible', 'InvoiceMarkUncollectible', ({ world, id }) =>
    markUncollectibleByHand(world, id),
  ),

  route('post', '/invoices/:id/finalize', 'InvoiceFinalizeInvoice', ({ world, params, id }) => {
    refuseUnserved(params, 'auto_advance');
    return finalizeByHand(world, id);
  }),

  route('get', '/invoice_payments', 'InvoicePaymentList', ({ world, params }) =>
    listAnswer(
      world,
      'invoice_payment',
      '/v1/invoice_payments',
      params,
      ({ invoice, payment, status }) =>
        same(params.invoice, invoice) &&
        same(params.payment?.type, payment.type) &&
        same(params.payment?.payment_intent, payment.payment_intent) &&
        same(params.status, status),
    ),
  ),

  route('get', '/invoice_payments/:id', 'Retrieve', ({ world, id }) => {
    const payment = world.store.get('invoice_payment', id);
    if (!payment) throw resourceMissing('invoice_payment', id);
    return payment;
  }),
];
