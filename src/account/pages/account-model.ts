import type { PaymentOfMember } from '../../ledger/list-payments-of-member.ts';
import type { PageModel } from '../../platform/page.ts';
import type { ChangeKind } from '../changes/rules.ts';
import type { Double } from '../doubles/store.ts';
import type { Card } from './membership-card.ts';

/** A word about what was just done, as the books have it. */
export type Told =
  | { kind: 'done'; change: ChangeKind; card: Card | undefined }
  | { kind: 'waiting'; change: ChangeKind }
  | { kind: 'refused' }
  /** came back from where one changes how one pays */
  | { kind: 'returned' };

export type AccountModel = PageModel & {
  /** in which days are told */
  timeZone: string;
  told: Told | undefined;
  cards: readonly Card[];
  /** two of which one may be meant, as long as nobody has said so */
  double: Pick<Double, 'earlier' | 'later'> | undefined;
  payments: readonly PaymentOfMember[];
  /** whether these are the newest */
  isFirst: boolean;
  /** whether there are older ones */
  hasMore: boolean;
  /** in which there is anything to put on a statement, the latest first */
  years: readonly number[];
  thisYear: number;
  /** by which a form that is sent twice is known */
  requestKey: string;
};
