import { DAY, plusMonths } from '../../platform/time.ts';

/** What members are written about. `double`: two memberships where one was meant. */
export const NOTICE_KINDS = [
  'thanks',
  'renewal',
  'payment-failed',
  'action-required',
  'card-expiring',
  'recovered',
  'paused',
  'resuming',
  'cancelled',
  'ended',
  'double',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** As 2026-12-07, in UTC: which time it is that a notice is about. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** In how many days something is: begun ones count. */
export function daysUntil(instant: Date, now: Date): number {
  return Math.ceil((instant.getTime() - now.getTime()) / DAY);
}

/** The day of the first charge that falls after a pause, reckoned as Stripe does: month ends are kept. */
export function chargeAfterPause(
  {
    startedAt,
    currentPeriodEnd,
    frequency,
  }: { startedAt: Date; currentPeriodEnd: Date; frequency: string | null },
  pausedUntil: Date,
): Date {
  const step = frequency === 'annual' ? 12 : 1;
  // A membership that began on the 31st ends a period on 28 February, and the next on 31 March.
  const since = monthsBetween(startedAt, currentPeriodEnd);
  const fromStart = dayOf(plusMonths(startedAt, since)) === dayOf(currentPeriodEnd);
  const [base, first] = fromStart ? [startedAt, since] : [currentPeriodEnd, 0];
  let months = first;
  while (plusMonths(base, months) <= pausedUntil) months += step;
  return months === first ? currentPeriodEnd : plusMonths(base, months);
}

function monthsBetween(from: Date, to: Date): number {
  return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
}
