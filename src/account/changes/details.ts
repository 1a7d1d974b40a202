import { z } from 'zod';
import { minor } from '../../platform/money.ts';
import { CANCEL_REASONS, type Change } from './change.ts';

const Amount = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform((text) => minor(BigInt(text)));

/**
 * What of a change is kept until it is settled. A comment is not: it is a person's own words, and goes to Stripe the first
 * time or not at all.
 */
const Details = z.strictObject({
  change: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('amount'), amount: Amount }),
    z.strictObject({
      kind: z.literal('frequency'),
      frequency: z.enum(['monthly', 'annual']),
      amount: Amount,
    }),
    z.strictObject({
      kind: z.literal('pause'),
      months: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    }),
    z.strictObject({ kind: z.literal('resume') }),
    z.strictObject({ kind: z.literal('cancel'), reason: z.enum(CANCEL_REASONS).optional() }),
    z.strictObject({ kind: z.literal('keep') }),
  ]),
  hasComment: z.boolean(),
  /** how the last attempt ended; null: it has not, or its process died */
  outcome: z.enum(['unknown', 'failed', 'busy']).nullable(),
});
export type Details = { change: Change; hasComment: boolean; outcome: 'unknown' | 'failed' | 'busy' | null };

export function toDetails(change: Change): Details {
  if (change.kind !== 'cancel') return { change, hasComment: false, outcome: null };
  const { comment, ...rest } = change;
  return { change: rest, hasComment: comment !== undefined, outcome: null };
}

/** @throws ZodError */
export function readDetails(text: string): Details {
  return Details.parse(JSON.parse(text));
}

/** Amounts as text: JSON has no integers of that size. */
export function changeText(value: unknown): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? item.toString() : item));
}
