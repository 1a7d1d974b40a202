import { formatMoney } from '../../platform/money.ts';
import type { Change } from '../changes/change.ts';
import { chargeAfterPause, chargeAt } from '../rules.ts';
import type { ChangeModel } from './change-model.ts';
import { MESSAGES } from './messages.ts';
import { dayIn, rateText } from './words.ts';

/** What a change will come to, with date and amount; and what its button sends. */
export type Promises = {
  said: string;
  more: readonly string[];
  button: string;
  fields: Record<string, string>;
};

export function promisesOf(model: ChangeModel, change: Change | undefined): Promises {
  const { locale, card } = model;
  const { membership } = card;
  const { currency, amount, next } = membership;
  const words = MESSAGES[locale].form;
  const day = (at: Date) => dayIn(model, at);
  const money = formatMoney({ amount, currency }, locale);
  const nextCharge = day(nextChargeOf(model));
  const dropped = next === null ? [] : [words.dropped];
  switch (change?.kind) {
    case 'amount': {
      const rate = rateText({ ...membership, amount: change.amount }, locale);
      return {
        said: words.amount.confirm(rate, nextCharge),
        more: [words.amount.instead(rateText(membership, locale)), ...owedText(model), ...dropped],
        button: words.amount.button(rate),
        fields: { amount: String(change.amount) },
      };
    }
    case 'frequency': {
      const rate = rateText({ ...change, currency }, locale);
      const sum = formatMoney({ amount: change.amount, currency }, locale);
      const on = day(membership.currentPeriodEnd);
      return {
        said: words.frequency.confirm(rate, on),
        more: [words.frequency.until(sum, on)],
        button: words.frequency.button(rate),
        fields: { amount: String(change.amount) },
      };
    }
    case 'pause': {
      const on = day(chargeAt(membership, change.months));
      return {
        said: words.pause.confirm(money, on),
        more: [words.pause.lede, ...dropped],
        button: words.pause.button,
        fields: { months: String(change.months) },
      };
    }
    case 'resume':
      return {
        said: words.resume.confirm(money, day(membership.currentPeriodEnd)),
        more: [],
        button: words.resume.button,
        fields: {},
      };
    default: {
      const isOpen = membership.status === 'paused' && membership.pausedUntil === null;
      return {
        said: isOpen ? words.keep.paused : words.keep.confirm(money, nextCharge),
        more: [words.keep.rate(rateText(membership, locale)), ...owedText(model), ...dropped],
        button: words.keep.button,
        fields: {},
      };
    }
  }
}

/** Another amount changes nothing about what was charged before. */
function owedText({ locale, card: { membership, coming } }: ChangeModel): string[] {
  if (coming.kind !== 'owed') return [];
  return [MESSAGES[locale].form.amount.owed(formatMoney(coming.owed ?? membership, locale))];
}

/** The charge from which on something counts. */
function nextChargeOf({ card: { membership } }: ChangeModel): Date {
  const { pausedUntil, status, currentPeriodEnd } = membership;
  return status === 'paused' && pausedUntil ? chargeAfterPause(membership, pausedUntil) : currentPeriodEnd;
}
