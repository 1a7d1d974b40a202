import { resourceMissing } from '../errors.ts';
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
