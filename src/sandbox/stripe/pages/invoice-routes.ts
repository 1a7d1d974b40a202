import express from 'express';
import type { Controls } from '../controls.ts';
import type { World } from '../world.ts';
import { field, sendPage } from './answers.ts';
import { authenticatePage, invoicePage } from './invoice-page.ts';
import { missingPage } from './pay-page.ts';

/** The hosted pages that Stripe leads payers to: an invoice, and a bank that wants to hear from them. */
export function createInvoiceRoutes(world: World, controls: Controls): express.Router {
  const { store } = world;
  const router = express.Router();

  router.get('/invoices/:id', (request, response) => {
    const invoice = store.get('invoice', request.params.id);
    if (!invoice?.hosted_invoice_url) return sendPage(response, 404, missingPage());
    const asked = findAsked(world, invoice.id);
    return sendPage(response, 200, invoicePage(invoice, { refused: false, asked }));
  });
  router.post('/invoices/:id', (request, response) => {
    const outcome = field(request, 'method') === 'declined' ? 'declined' : 'card';
    const invoice = controls.payInvoice(request.params.id, { outcome });
    if (invoice.status !== 'paid') {
      return sendPage(response, 402, invoicePage(invoice, { refused: true, asked: null }));
    }
    return response.redirect(303, `/invoices/${invoice.id}`);
  });

  router.get('/authenticate/:id', (request, response) => {
    const intent = store.get('payment_intent', request.params.id);
    return intent
      ? sendPage(response, 200, authenticatePage(intent))
      : sendPage(response, 404, missingPage());
  });
  router.post('/authenticate/:id', (request, response) => {
    const { id } = request.params;
    controls.authenticate(id, field(request, 'answer') === 'succeed' ? 'succeed' : 'fail');
    const invoice = findInvoice(world, id);
    response.redirect(303, invoice === null ? `/authenticate/${id}` : `/invoices/${invoice}`);
  });
  return router;
}

/** What pays this invoice, where a bank waits to hear from the payer. */
function findAsked({ store }: World, invoice: string): string | null {
  const payment = store.all('invoice_payment').findLast((one) => one.invoice === invoice);
  const intent = store.get('payment_intent', payment?.payment.payment_intent ?? '');
  return intent?.status === 'requires_action' ? intent.id : null;
}

/** The invoice that this intent pays, once it has a page. */
function findInvoice({ store }: World, intent: string): string | null {
  const payment = store.all('invoice_payment').findLast((one) => one.payment.payment_intent === intent);
  const invoice = store.get('invoice', payment?.invoice ?? '');
  return invoice?.hosted_invoice_url ? invoice.id : null;
}
