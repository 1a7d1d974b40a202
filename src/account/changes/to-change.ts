import { offerOf, type WithCatalog } from '../../catalog/catalog.ts';
import type { Standing } from '../../members/list-memberships.ts';
import { refuseField } from '../../platform/http/problem.ts';
import { minor } from '../../platform/money.ts';
import type { Change } from './change.ts';
import { sameByYear } from './rules.ts';

/**
 * What a request to change a membership means for the one it is about. The frequency that it has anyway is none to change;
 * another one without an amount keeps what is given in a year.
 * @param asked minor units of the membership's currency
 * @throws Problem invalid-request where no amount can be derived
 */
export function toChange(
  { catalog }: WithCatalog,
  membership: Standing,
  asked: { amount?: number | undefined; frequency?: 'monthly' | 'annual' | undefined },
): Change {
  const { currency, frequency: present } = membership;
  const amount = asked.amount === undefined ? undefined : minor(asked.amount);
  const { frequency } = asked;
  if (frequency === undefined || frequency === present)
    return { kind: 'amount', amount: amount ?? membership.amount };
  if (amount !== undefined) return { kind: 'frequency', frequency, amount };
  const offer = offerOf(catalog, currency);
  if (offer === undefined) throw refuseField('/amount', 'currency-not-offered');
  return { kind: 'frequency', frequency, amount: sameByYear(membership, frequency, offer) };
}
