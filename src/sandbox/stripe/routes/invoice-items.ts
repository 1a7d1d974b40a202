import { checkUnitAmount, readCurrency } from '../currencies.ts';
import { invalidRequest, missingParameter, refuseUnserved } from '../errors.ts';
import { emit } from '../events.ts';
import { buildManualInvoice } from '../objects/invoice.ts';
import { buildInvoiceItem } from '../objects/invoice-item.ts';
import { route } from '../route.ts';
import type { World } from '../world.ts';

function customerOf(world: World, customer: string | undefined): string {
  if (customer === undefined) throw missingParameter('customer');
  if (world.store.get('customer', customer)) return customer;
  throw invalidRequest(`No such customer: '${customer}'`, { code: 'resource_missing', param: 'customer' });
}

/** Invoices that no subscription makes. */
export const INVOICE_ITEMS = [
  route('post', '/invoiceitems', 'InvoiceItemCreate', ({ world, params }) => {
    refuseUnserved(params, 'amount currency customer description');
    const { amount = 0, description = null } = params;
    const customer = customerOf(world, params.customer);
    const currency = readCurrency(params.currency ?? 'usd', 'currency');
    checkUnitAmount(amount, currency, 'amount');
    const item = buildInvoiceItem(world, { customer, amount, currency, description });
    emit(world, 'invoiceitem.created', item);
    return world.store.put('invoiceitem', item);
  }),

  route('post', '/invoices', 'InvoiceCreate', ({ world, params }) => {
    refuseUnserved(params, 'auto_advance customer description pending_invoice_items_behavior');
    const { store } = world;
    const customer = customerOf(world, params.customer);
    const waiting = store
      .all('invoiceitem')
      .filter((one) => one.customer === customer && one.invoice === null);
    const items = params.pending_invoice_items_behavior === 'include' ? waiting : [];
    const draft = store.put('invoice', {
      ...buildManualInvoice(world, customer, items),
      auto_advance: params.auto_advance ?? false,
      description: params.description ?? null,
    });
    for (const item of items) store.put('invoiceitem', { ...item, invoice: draft.id });
    emit(world, 'invoice.created', draft);
    return draft;
  }),
];
