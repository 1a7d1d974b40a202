import { and, asc, eq, gt, isNull, lte, notExists, type SQL, sql } from 'drizzle-orm';
import { memberships } from '../../members/tables.ts';
import type { Database } from '../../platform/database.ts';
import { notices } from '../tables.ts';
import type { NoticeKind } from './rules.ts';

type Found = { memberId: string; about: string; at: Date };

/** For what nothing of this kind was written about yet. A finder's last condition. */
export function untold(
  database: Database,
  { kind, about, occasion }: { kind: NoticeKind; about: SQL; occasion: SQL },
): SQL {
  return notExists(
    database
      .select({ one: sql`1` })
      .from(notices)
      .where(and(eq(notices.kind, kind), eq(notices.about, about), eq(notices.occasion, occasion))),
  );
}

/** As `dayOf` writes it. */
const dayIn = (column: typeof memberships.currentPeriodEnd) =>
  sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD')`;

/** Annual memberships that are charged again between these two; by `memberships_annual`. */
export async function findAnnual(
  database: Database,
  { after, until, limit }: { after: Date; until: Date; limit: number },
): Promise<Found[]> {
  const { id, memberId, currentPeriodEnd, frequency, status, endsAt } = memberships;
  return database
    .select({ memberId, about: id, at: currentPeriodEnd })
    .from(memberships)
    .where(
      and(
        // As they stand in the index: Postgres does not look into parameters.
        sql`${frequency} = 'annual' and ${status} = 'active'`,
        isNull(endsAt),
        gt(currentPeriodEnd, after),
        lte(currentPeriodEnd, until),
        untold(database, { kind: 'renewal', about: sql`${id}`, occasion: dayIn(currentPeriodEnd) }),
      ),
    )
    .orderBy(asc(currentPeriodEnd))
    .limit(limit);
}
