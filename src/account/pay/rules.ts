import { DAY } from '../../platform/time.ts';

/** No more than one mail in this time about one renewal, but for the last. */
export const WEEK = 7 * DAY;

/** A renewal of which somebody has to be told that it was refused. */
export type Failing = {
  /** the invoice's id */
  id: string;
  memberId: string;
  /** in how many mails it was said before */
  toldBefore: number;
  needsAction: boolean;
  /** no other attempt is scheduled */
  isOver: boolean;
};

/** The last word is said once, whichever kind it is; others are numbered. */
export function occasionOf({ toldBefore, isOver }: Failing): string {
  return isOver ? 'last' : (toldBefore + 1).toString();
}

/** Where the bank only wants to be answered, there is something else to do; but not once it is over. */
export function kindOf({ needsAction, isOver, toldBefore }: Failing): 'action-required' | 'payment-failed' {
  return needsAction && (!isOver || toldBefore === 0) ? 'action-required' : 'payment-failed';
}
