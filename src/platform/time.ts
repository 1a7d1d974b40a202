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
