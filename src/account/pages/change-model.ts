import type { CurrencyOffer } from '../../catalog/catalog-file.ts';
import { AMOUNT_ERRORS } from '../../catalog/read-amount.ts';
import type { PageModel } from '../../platform/page.ts';
import type { CANCEL_REASONS, Change } from '../changes/change.ts';
import type { ChangeKind } from '../changes/rules.ts';
import type { Card } from './membership-card.ts';

export const CHANGE_ERRORS = [...AMOUNT_ERRORS, 'amount-unchanged', 'months-invalid'] as const;
export type ChangeError = (typeof CHANGE_ERRORS)[number] | 'other';

/** The fields of the form as they stand in it, whatever they are. */
export type Sent = {
  amount?: string | undefined;
  other?: string | undefined;
  months?: string | undefined;
  reason?: (typeof CANCEL_REASONS)[number] | undefined;
};

/** A page about one change of one membership. */
export type ChangeModel = PageModel & {
  timeZone: string;
  card: Card;
  /** where its owner has others besides */
  which: string | undefined;
  kind: ChangeKind;
  /** what may be given in the membership's currency; undefined: it is not offered any more */
  offer: CurrencyOffer | undefined;
  sent: Sent;
  error: ChangeError | undefined;
  /** chosen, and to be confirmed */
  change: Change | undefined;
  /** by which a form that is sent twice is known */
  requestKey: string;
};

export type Recurring = 'monthly' | 'annual';

/** In which frequency an amount is asked for. */
export function askedFrequency({ card, kind }: Pick<ChangeModel, 'card' | 'kind'>): Recurring {
  const isAnnual = card.membership.frequency === 'annual';
  return isAnnual === (kind === 'amount') ? 'annual' : 'monthly';
}
