import type { Standing } from '../members/list-memberships.ts';
import { formatDay, formatMoment, type Locale } from '../platform/locale.ts';
import { formatMoney } from '../platform/money.ts';
import { MESSAGES } from './messages.ts';

/** As much of a membership as is told of it. */
export type Described = Pick<
  Standing,
  'frequency' | 'amount' | 'currency' | 'status' | 'startedAt' | 'currentPeriodEnd' | 'endsAt' | 'pausedUntil'
>;

/** Such as: monthly contribution of $5.00. */
export function nameOf({ frequency, ...membership }: Described, locale: Locale): string {
  return MESSAGES[locale].exists.gift[frequency ?? 'other'](formatMoney(membership, locale));
}

/**
 * What it is, since when, and what comes next.
 * @param timeZone in which days are told, as in the account
 * @param exact with the time of day at which it began
 */
export function describeMembership(
  membership: Described,
  { locale, timeZone, exact = false }: { locale: Locale; timeZone: string; exact?: boolean },
): string {
  const words = MESSAGES[locale].exists;
  const { startedAt, currentPeriodEnd, endsAt, pausedUntil, status } = membership;
  const day = (instant: Date) => formatDay(locale, instant, timeZone);
  const start = exact ? formatMoment(locale, startedAt, timeZone) : day(startedAt);
  const since = words.since(nameOf(membership, locale), start);
  if (endsAt) return `${since} ${words.ends(day(endsAt))}`;
  if (status === 'past-due') return `${since} ${words.behind}`;
  if (status === 'paused')
    return `${since} ${pausedUntil ? words.pausedUntil(day(pausedUntil)) : words.paused}`;
  return `${since} ${words.next(day(currentPeriodEnd))}`;
}
