import { formatDay, type Locale } from '../../platform/locale.ts';
import { formatMoney, type Minor } from '../../platform/money.ts';
import type { Frequency } from '../../stripe/frequency.ts';
import type { Card, Coming } from './membership-card.ts';
import { MESSAGES } from './messages.ts';

/** How a reader is told amounts and days. */
export type Teller = { locale: Locale; timeZone: string };

export type Rate = { amount: Minor; currency: string; frequency: Frequency | null };

/** 5 dollars a month. */
export function rateText(rate: Rate, locale: Locale): string {
  return MESSAGES[locale].account.rate[rate.frequency ?? 'other'](formatMoney(rate, locale));
}

export function dayIn({ locale, timeZone }: Teller, at: Date): string {
  return formatDay(locale, at, timeZone);
}

/** What comes next of a membership, in whole sentences. */
export function comingText({ membership: { currency }, coming }: Card, teller: Teller): string[] {
  const { locale } = teller;
  const words = MESSAGES[locale].account.coming;
  const money = (amount: Minor) => formatMoney({ amount, currency }, locale);
  const day = (at: Date) => dayIn(teller, at);
  switch (coming.kind) {
    case 'charge':
      return [words.charge(money(coming.amount), day(coming.at))];
    case 'turns':
      return [words.turns(rateText({ ...coming, currency }, locale), day(coming.at))];
    case 'ends':
      return [words.ends(day(coming.at))];
    case 'ended':
      return [words.ended(day(coming.at))];
    case 'paused':
      return coming.until === null || coming.at === null
        ? [words.pausedOpen]
        : [words.paused(day(coming.until)), words.charge(money(coming.amount), day(coming.at))];
    case 'owed':
      return owedText(coming, currency, teller);
  }
}

function owedText(
  { owed, amount, endsAt }: Extract<Coming, { kind: 'owed' }>,
  currency: string,
  teller: Teller,
): string[] {
  const words = MESSAGES[teller.locale].account.coming;
  const { nextAttemptAt = null, needsAction = false } = owed ?? {};
  return [
    words.owed(formatMoney(owed ?? { amount, currency }, teller.locale)),
    ...(needsAction ? [words.confirm] : []),
    nextAttemptAt === null ? words.noRetry : words.retry(dayIn(teller, nextAttemptAt)),
    ...(endsAt === null ? [] : [words.ends(dayIn(teller, endsAt))]),
  ];
}
