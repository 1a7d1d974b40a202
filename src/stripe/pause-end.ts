import { DAY, plus, plusMonths } from '../platform/time.ts';

/**
 * When collecting goes on, so that just so many monthly charges are left out: a day before the one that is to be taken
 * again.
 * @param periodEnd when the first charge that is left out is due
 * @param anchor whose day all charges fall on, or on the last day of a month that is too short
 */
export function pauseEnd(periodEnd: Date, { anchor, months }: { anchor: Date; months: number }): Date {
  const charge = plusMonths(anchor, monthsBetween(anchor, periodEnd) + months);
  return plus(charge, -DAY);
}

function monthsBetween(from: Date, to: Date): number {
  return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
}
