import { offerOf, type WithCatalog } from '../catalog/catalog.ts';
import { faultOf, grossUp } from '../catalog/rules.ts';
import { refuseField } from '../platform/http/problem.ts';
import { type Minor, minor } from '../platform/money.ts';
import type { CheckoutWish } from './wish.ts';

/** @returns what is added to cover the processing cost; 0 unless asked for. @throws Problem for what is not offered */
export function costsOf(
  { catalog }: WithCatalog,
  { amount, currency, coverCosts }: Pick<CheckoutWish, 'amount' | 'currency' | 'coverCosts'>,
): Minor {
  const offer = offerOf(catalog, currency);
  if (offer === undefined) throw refuseField('/currency', 'currency-not-offered');
  const fault = faultOf(amount, currency, offer);
  if (fault !== null) throw refuseField('/amount', fault);
  return coverCosts ? minor(grossUp(amount, currency, offer.processingCost) - amount) : minor(0);
}
