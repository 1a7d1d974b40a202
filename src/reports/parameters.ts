import { z } from 'zod';
import { refuseField } from '../platform/http/problem.ts';
import { plusMonths } from '../platform/time.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';

/** How far the books are complete; known above this room, where events come in. */
export type CompleteThrough = () => Promise<Date | null>;

export const MoneyDocument = z.object({ amount: z.int(), currency: z.string() }).meta({ id: 'Money' });

export const GROUPINGS = ['day', 'month', 'year', 'currency', 'frequency', 'campaign', 'source'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Postgres knows no year 0. */
const FIRST_DAY = '0001-01-01';

export const Day = z.iso
  .date({ error: 'day-invalid', abort: true })
  .refine((day) => day >= FIRST_DAY, { error: 'day-invalid' })
  .meta({ example: '2026-11-23' });
const MOST_YEARS = 10;

/** What every report takes. Days are inclusive, and days of `REPORT_TIME_ZONE`. */
export const ReportParameters = z.strictObject({
  from: Day.optional(),
  to: Day.optional(),
  by: z.enum(GROUPINGS).default('month'),
  currency: z
    .string()
    .regex(/^[a-z]{3}$/, { error: 'currency-invalid' })
    .optional(),
  frequency: z.enum(FREQUENCIES).optional(),
  campaign: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'slug-invalid' })
    .optional(),
  asOf: z.iso
    .datetime({ offset: true, error: 'instant-invalid', abort: true })
    .refine(hasYearOfFourDigits, { error: 'instant-invalid' })
    .optional()
    .meta({ description: 'As it was known at that instant' }),
  format: z.enum(['json', 'csv']).default('json'),
});
export type ReportParameters = z.output<typeof ReportParameters>;

export type Range = { from: string; to: string };

/**
 * The range that was asked for, or else the year up to today in the reports' time zone.
 * @throws Problem invalid-request for a range that is reversed or longer than ten years
 */
export function rangeOf(
  { from, to }: Pick<ReportParameters, 'from' | 'to'>,
  now: Date,
  timeZone: string,
): Range {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now);
  const end = to ?? (from !== undefined && from > today ? from : today);
  const range = { from: from ?? yearsBefore(end, 1), to: end };
  if (range.from > range.to) throw refuseField('/to', 'range-reversed');
  if (yearsBefore(range.to, MOST_YEARS) > range.from) throw refuseField('/from', 'range-too-long');
  return range;
}

function yearsBefore(day: string, years: number): string {
  const before = plusMonths(new Date(day), -12 * years)
    .toISOString()
    .slice(0, 10);
  return before < FIRST_DAY ? FIRST_DAY : before;
}

/** An offset can carry an instant out of the years that both JavaScript and Postgres write in four digits. */
function hasYearOfFourDigits(instant: string): boolean {
  const year = new Date(instant).getUTCFullYear();
  return year >= 1 && year <= 9999;
}
