import { plusMonths } from '../platform/time.ts';

type Paid = { currentPeriodEnd: Date; startedAt: Date; frequency: string | null };

/**
 * When the charges to come fall due: the first at the end of what is paid, each next one a month or a year on, on the day
 * of the month on which it began; where a month is too short, on its last.
 * @param nth from 0
 */
export function chargeAt({ currentPeriodEnd, startedAt, frequency }: Paid, nth: number): Date {
  if (nth === 0) return currentPeriodEnd;
  const moved = plusMonths(currentPeriodEnd, frequency === 'annual' ? 12 * nth : nth);
  const wasShortened = lastDayOf(currentPeriodEnd) === currentPeriodEnd.getUTCDate();
  if (!wasShortened) return moved;
  const day = Math.max(startedAt.getUTCDate(), currentPeriodEnd.getUTCDate());
  moved.setUTCDate(Math.min(day, lastDayOf(moved)));
  return moved;
}

function lastDayOf(instant: Date): number {
  return new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth() + 1, 0)).getUTCDate();
}

/** No pause is longer; more than this are not looked through. */
const FAR = 24;

/**
 * The first charge that is taken again after a pause. One that falls due in the very second in which it is over is told as
 * that: whoever knows of a charge too early has lost nothing.
 */
export function chargeAfterPause(paid: Paid, pausedUntil: Date): Date {
  for (let nth = 0; nth < FAR; nth++) {
    const at = chargeAt(paid, nth);
    if (at >= pausedUntil) return at;
  }
  return pausedUntil;
}
