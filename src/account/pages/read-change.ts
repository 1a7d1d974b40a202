import { z } from 'zod';
import type { CurrencyOffer } from '../../catalog/catalog-file.ts';
import { readAmount } from '../../catalog/read-amount.ts';
import { IdempotencyHeaders } from '../../platform/http/fields.ts';
import { CANCEL_REASONS, type Change } from '../changes/change.ts';
import type { ChangeKind } from '../changes/rules.ts';
import { askedFrequency, type ChangeError, type Sent } from './change-model.ts';
import type { Card } from './membership-card.ts';

const Text = z.string().max(20).optional();
const Key = z.strictObject({ requestKey: IdempotencyHeaders.shape['idempotency-key'] });
const AmountForm = Key.extend({ amount: Text, other: Text });

/** What each change's form sends: text as browsers send it, of which no page of ours sends more. */
export const CHANGE_FORMS = {
  amount: AmountForm,
  frequency: AmountForm,
  pause: Key.extend({ months: Text }),
  resume: Key,
  keep: Key,
  cancel: Key.extend({ reason: z.enum(CANCEL_REASONS).optional() }),
} as const satisfies Record<ChangeKind, z.ZodType>;

type Asked = { kind: ChangeKind; card: Card; offer: CurrencyOffer | undefined };

/** From what a browser sent to what a member wants, or to what is wrong with it. */
export function readChange(asked: Asked, fields: Sent): { change: Change } | { error: ChangeError } {
  const { kind } = asked;
  switch (kind) {
    case 'amount':
    case 'frequency':
      return readAmountChange({ ...asked, kind }, fields);
    case 'pause': {
      const months = ([1, 2, 3] as const).find((one) => String(one) === fields.months);
      return months === undefined ? { error: 'months-invalid' } : { change: { kind, months } };
    }
    case 'cancel':
      return { change: { kind, reason: fields.reason } };
    case 'resume':
    case 'keep':
      return { change: { kind } };
  }
}

function readAmountChange(
  { kind, card, offer }: Asked & { kind: 'amount' | 'frequency' },
  fields: Sent,
): { change: Change } | { error: ChangeError } {
  const { currency, amount: now, next } = card.membership;
  if (offer === undefined) return { error: 'other' };
  const read = readAmount({ picked: fields.amount, typed: fields.other }, currency, offer);
  if ('error' in read) return read;
  const { amount } = read;
  if (kind === 'frequency') return { change: { kind, amount, frequency: askedFrequency({ kind, card }) } };
  return amount === now && next === null ? { error: 'amount-unchanged' } : { change: { kind, amount } };
}
