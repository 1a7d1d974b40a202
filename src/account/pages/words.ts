import { formatDay, formatMoment, type Locale } from '../../platform/locale.ts';
import { formatMoney, type Minor } from '../../platform/money.ts';
import type { Frequency } from '../../stripe/frequency.ts';
import { type Card, type Coming, isLiving } from './membership-card.ts';
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

type Begun = Rate & { id: string; startedAt: Date };

/** The day on which one began; with the time where another of the same kind began that day, so that they can be told apart. */
export function startOf(membership: Begun, others: readonly Begun[], teller: Teller): string {
  const nameOf = (one: Begun) => `${rateText(one, teller.locale)} ${dayIn(teller, one.startedAt)}`;
  const isAlike = others.some((other) => other.id !== membership.id && nameOf(other) === nameOf(membership));
  if (!isAlike) return dayIn(teller, membership.startedAt);
  return formatMoment(teller.locale, membership.startedAt, teller.timeZone);
}

/** Which membership it is about: nothing where there is but one that goes on. */
export function whichOf({ membership }: Card, cards: readonly Card[], teller: Teller): string | undefined {
  if (cards.filter(isLiving).length < 2) return undefined;
  const others = cards.map((card) => card.membership);
  const { which } = MESSAGES[teller.locale].account;
  return which(rateText(membership, teller.locale), startOf(membership, others, teller));
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
  const retry = nextAttemptAt === null ? words.noRetry : words.retry(dayIn(teller, nextAttemptAt));
  return [
    words.owed(formatMoney(owed ?? { amount, currency }, teller.locale)),
    // Another attempt would be asked about as well.
    needsAction ? words.confirm : retry,
    ...(endsAt === null ? [] : [words.ends(dayIn(teller, endsAt))]),
  ];
}
