import type { Movement } from '../../ledger/list-movements-of-member.ts';
import { dayAt } from '../../platform/time.ts';

/** The years in which there is anything to put on a statement, the latest first. */
export function yearsOf(movements: readonly Movement[], timeZone: string): number[] {
  const years = new Set(movements.map(({ at }) => dayAt(at, timeZone).year));
  return [...years].toSorted((one, other) => other - one);
}

/** What belongs on the statement of a year, the oldest first. */
export function movementsOfYear(movements: readonly Movement[], year: number, timeZone: string): Movement[] {
  return movements.filter(({ at }) => dayAt(at, timeZone).year === year);
}
