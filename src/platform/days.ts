import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';

/** Days, both of them inclusive, as 2026-11-23; no first day: from the beginning. */
export type Days = { from?: string | undefined; to: string };

/** Whether an instant falls on one of these days, as they are counted in a time zone. */
export function fallsWithin(at: SQLWrapper, { from, to }: Days, timeZone: string): SQL {
  const startOf = (day: string, daysOn: number) =>
    sql`((${day}::date + ${daysOn}::int)::timestamp at time zone ${timeZone})`;
  const since = from === undefined ? sql`true` : sql`${at} >= ${startOf(from, 0)}`;
  return sql`(${since} and ${at} < ${startOf(to, 1)})`;
}
