import { type Minor, minor, parseDecimal } from '../platform/money.ts';
import { faultOf, type Limits } from './rules.ts';

export const AMOUNT_ERRORS = [
  'amount-missing',
  'amount-invalid',
  'amount-below-minimum',
  'amount-above-maximum',
] as const;
export type AmountError = (typeof AMOUNT_ERRORS)[number];

/** What a form for an amount sends: which of those on offer, in minor units, or `other`; and what was typed. */
export type SentAmount = { picked?: string | undefined; typed?: string | undefined };

/** @returns `isOwn`: an amount in the reader's own hand counts */
export function sentAmount({ picked = '', typed = '' }: SentAmount): { isOwn: boolean; text: string } {
  const isOwn = picked === 'other' || picked === '';
  return { isOwn, text: isOwn ? typed.trim() : picked };
}

/** From what a browser sent to an amount that may be given in this currency, or to what is wrong with it. */
export function readAmount(
  sent: SentAmount,
  currency: string,
  limits: Limits,
): { amount: Minor; isOwn: boolean } | { error: AmountError } {
  const { isOwn, text } = sentAmount(sent);
  const amount = isOwn ? parseDecimal(text, currency) : parseMinor(text);
  if (amount === null) return { error: text === '' ? 'amount-missing' : 'amount-invalid' };
  const fault = faultOf(amount, currency, limits);
  if (fault === null) return { amount, isOwn };
  return { error: fault === 'amount-not-payable' ? 'amount-invalid' : fault };
}

/** @returns null for what is no amount on offer, whatever it is */
export function parseMinor(text: string): Minor | null {
  return /^\d{1,12}$/.test(text) ? minor(BigInt(text)) : null;
}
