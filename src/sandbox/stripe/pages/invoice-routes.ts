import express from 'express';
import type { Controls } from '../controls.ts';
import type { World } from '../world.ts';
import { field, sendPage } from './answers.ts';
import { authenticatePage, invoicePage } from './invoice-page.ts';
import { missingPage } from './pay-page.ts';

/** The hosted pages that Stripe leads payers to: an invoice, and a bank that wants to hear from them. */
export function createInvoiceRoutes({ store }: World, controls: Controls): express.Router {
  const router = express.Router();

  router.get('/invoices/:id', (request, response) => {
    const invoice = store.get('invoice', request.params.id);
    if (!invoice?.hosted_invoice_url) return sendPage(response, 404, missingPage());
    return sendPage(response, 200, invoicePage(invoice, false));
  });
  router.post('/invoices/:id', (request, response) => {
    const outcome = field(request, 'method') === 'declined' ? 'declined' : 'card';
    const invoice = controls.payInvoice(request.params.id, { outcome });
    if (invoice.status !== 'paid') return sendPage(response, 402, invoicePage(invoice, true));
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
    response.redirect(303, `/authenticate/${id}`);
  });
  return router;
}
