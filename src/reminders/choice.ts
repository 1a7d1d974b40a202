import { offerOf, type WithCatalog } from '../catalog/catalog.ts';
import { faultOf } from '../catalog/rules.ts';
import { refuseField } from '../platform/http/problem.ts';
import type { Minor } from '../platform/money.ts';
import type { Frequency } from '../stripe/frequency.ts';

/** What somebody was about to give, kept to fill in the appeal when they come back. */
export type Choice = { frequency: Frequency; amount: Minor; currency: string };

/** @throws Problem invalid-request for what a checkout would refuse */
export function checkChoice({ catalog }: WithCatalog, { amount, currency }: Choice): void {
  const offer = offerOf(catalog, currency);
  if (offer === undefined) throw refuseField('/choice/currency', 'currency-not-offered');
  const fault = faultOf(amount, currency, offer);
  if (fault !== null) throw refuseField('/choice/amount', fault);
}
