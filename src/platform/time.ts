/** The one room that reads the clock. Everything else is handed a `Clock` in the context. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

/** @returns a function that tells the milliseconds since, to the hundredth; it never runs backwards */
export function stopwatch(): () => number {
  const started = process.hrtime.bigint();
  return () => Number((process.hrtime.bigint() - started) / 10_000n) / 100;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function plus(instant: Date, milliseconds: number): Date {
  return new Date(instant.getTime() + milliseconds);
}

export function earliest(...instants: Date[]): Date {
  return new Date(Math.min(...instants.map((instant) => instant.getTime())));
}

export function latest(...instants: Date[]): Date {
  return new Date(Math.max(...instants.map((instant) => instant.getTime())));
}

/**
 * The same day of a later month, in UTC, at the same time of day; where that month is too short, its last day:
 * 31 January plus one month is 28 or 29 February.
 */
export function plusMonths(instant: Date, months: number): Date {
  const moved = new Date(instant);
  const day = moved.getUTCDate();
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(day, lastDay));
  return moved;
}

/** Stripe counts whole seconds since 1970. */
export function fromUnixSeconds(seconds: number): Date {
  return new Date(seconds * SECOND);
}

export function toUnixSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / SECOND);
}

/** A day of the calendar: months count from 1. */
export type Day = { year: number; month: number; day: number };

const DAY_TEXT = /^(\d{4})-(\d{2})-(\d{2})$/;

/** @returns null for what is no day that any calendar has, such as 2026-02-30 */
export function parseDay(text: string): Day | null {
  const [, year, month, day] = DAY_TEXT.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const exists = new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(text);
  return exists ? { year, month, day } : null;
}

/** As 2026-11-23: days written so sort as text. */
export function dayText({ year, month, day }: Day): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Which day it is in a time zone, by its IANA name. */
export function dayAt(instant: Date, timeZone: string): Day {
  const local = plus(instant, offsetAt(instant, timeZone));
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}

/**
 * When a zone's clocks show this time of that day. A time that comes twice is meant the first time; one that is left out
 * is as much later as clocks are put forward.
 */
export function instantAt(
  { year, month, day }: Day,
  { hour, minute }: { hour: number; minute: number },
  timeZone: string,
): Date {
  const shown = new Date(Date.UTC(year, month - 1, day, hour, minute));
  const before = offsetAt(plus(shown, -DAY), timeZone);
  const after = offsetAt(plus(shown, DAY), timeZone);
  const candidates = [before, after].map((offset) => ({ offset, instant: plus(shown, -offset) }));
  const right = candidates.filter(({ offset, instant }) => offsetAt(instant, timeZone) === offset);
  return right.length === 0 ? plus(shown, -before) : earliest(...right.map(({ instant }) => instant));
}

export function isTimeZone(zone: string): boolean {
  // "+02:00" is east of Greenwich to newer JavaScript engines, and west of it to Postgres.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** By how many milliseconds a zone's clocks are ahead of UTC just then. */
function offsetAt(instant: Date, timeZone: string): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of clockOf(timeZone).formatToParts(instant)) shown[type] = Number(value);
  const { year = 0, month = 1, day, hour, minute, second } = shown;
  const whole = Math.floor(instant.getTime() / SECOND) * SECOND;
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** To make one costs more than a thousand uses; there are only so many zones. @throws RangeError for one there is not */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    });
  clocks.set(timeZone, clock);
  return clock;
}
