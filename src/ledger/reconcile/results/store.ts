import {
  and,
  asc,
  count,
  desc,
  eq,
  getTableColumns,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  ne,
  or,
  sql,
} from 'drizzle-orm';
import { bulkInsert } from '../../../platform/bulk.ts';
import type { Database } from '../../../platform/database.ts';
import { reconciliations, variances } from '../../tables.ts';
import type { Variance } from '../rules.ts';

export async function insertRun(database: Database, run: typeof reconciliations.$inferInsert): Promise<void> {
  await database.insert(reconciliations).values(run);
}

const writeVariances = bulkInsert(variances, { onConflict: '(run_id, kind, id) do nothing' });

/** @returns those that this run had not found before */
export async function insertVariances(
  database: Database,
  runId: string,
  found: readonly Variance[],
): Promise<Variance[]> {
  const fresh: Variance[] = [];
  for (const kind of new Set(found.map((one) => one.kind))) {
    const rows = found.filter((one) => one.kind === kind);
    const written = await writeVariances(
      database,
      rows.map((row) => ({ ...row, runId })),
    );
    const ids = new Set(written.map(({ id }) => id));
    fresh.push(...rows.filter(({ id }) => ids.delete(id)));
  }
  return fresh;
}

type Ended = { id: string; fromDay: string; toDay: string; endedAt: Date; compared: number; totals: string };

/** What a run found takes the place of what stood for its days, for the balance, and for the same things. */
export async function endRun(
  database: Database,
  run: Ended,
): Promise<{ variances: number; pending: number }> {
  return database.transaction(async (transaction) => {
    const again = transaction
      .select({ kind: variances.kind, id: variances.id })
      .from(variances)
      .where(eq(variances.runId, run.id));
    await transaction
      .delete(variances)
      .where(
        and(
          ne(variances.runId, run.id),
          inArray(variances.runId, endedRuns(transaction)),
          or(
            and(gte(variances.day, run.fromDay), lte(variances.day, run.toDay)),
            isNull(variances.day),
            sql`(${variances.kind}, ${variances.id}) in (${again})`,
          ),
        ),
      );
    const rows = await transaction
      .select({ pending: variances.pending, count: count() })
      .from(variances)
      .where(eq(variances.runId, run.id))
      .groupBy(variances.pending);
    const of = (pending: boolean) => rows.find((row) => row.pending === pending)?.count ?? 0;
    const counts = { variances: of(false), pending: of(true) };
    const { endedAt, compared, totals } = run;
    await transaction
      .update(reconciliations)
      .set({ endedAt, compared, totals, ...counts })
      .where(eq(reconciliations.id, run.id));
    return counts;
  });
}

function endedRuns(database: Database) {
  return database
    .select({ id: reconciliations.id })
    .from(reconciliations)
    .where(isNotNull(reconciliations.endedAt));
}

/** Removes what runs have left that were interrupted before an instant. */
export async function deleteInterrupted(database: Database, before: Date): Promise<void> {
  const interrupted = database
    .select({ id: reconciliations.id })
    .from(reconciliations)
    .where(and(isNull(reconciliations.endedAt), lt(reconciliations.startedAt, before)));
  await database.delete(variances).where(inArray(variances.runId, interrupted));
  await database
    .delete(reconciliations)
    .where(and(isNull(reconciliations.endedAt), lt(reconciliations.startedAt, before)));
}

/** What stands open in a range of days, the balance as a whole with it; days first, then kinds. */
export async function findStanding(
  database: Database,
  range: { from: string; to: string } | { runId: string },
  limit?: number,
): Promise<Variance[]> {
  const { runId: _runId, ...columns } = getTableColumns(variances);
  const wanted =
    'runId' in range
      ? eq(variances.runId, range.runId)
      : and(
          inArray(variances.runId, endedRuns(database)),
          or(isNull(variances.day), and(gte(variances.day, range.from), lte(variances.day, range.to))),
        );
  const query = database
    .select(columns)
    .from(variances)
    .where(wanted)
    .orderBy(asc(variances.day), asc(variances.kind), asc(variances.id));
  return limit === undefined ? query : query.limit(limit);
}

export type LastRun = { toDay: string; startedAt: Date };

/** How many stand open that are not on their way, and which comparison reached furthest. */
export async function countOpen(database: Database): Promise<{ open: number; last: LastRun | null }> {
  const [counted] = await database
    .select({ open: count() })
    .from(variances)
    .where(and(eq(variances.pending, false), inArray(variances.runId, endedRuns(database))));
  const [last] = await database
    .select({ toDay: reconciliations.toDay, startedAt: reconciliations.startedAt })
    .from(reconciliations)
    .where(isNotNull(reconciliations.endedAt))
    .orderBy(desc(reconciliations.toDay), desc(reconciliations.startedAt))
    .limit(1);
  return { open: counted?.open ?? 0, last: last ?? null };
}

/** Days on which something stands open, oldest first. */
export async function findOpenDays(database: Database, limit: number): Promise<string[]> {
  const rows = await database
    .select({ day: variances.day })
    .from(variances)
    .where(and(isNotNull(variances.day), inArray(variances.runId, endedRuns(database))))
    .groupBy(variances.day)
    .orderBy(asc(variances.day))
    .limit(limit);
  return rows.flatMap(({ day }) => day ?? []);
}

/** Comparisons that touch a range of days, by the first day of each. */
export async function findRuns(database: Database, { from, to }: { from: string; to: string }) {
  return database
    .select({
      fromDay: reconciliations.fromDay,
      toDay: reconciliations.toDay,
      startedAt: reconciliations.startedAt,
    })
    .from(reconciliations)
    .where(
      and(
        isNotNull(reconciliations.endedAt),
        lte(reconciliations.fromDay, to),
        gte(reconciliations.toDay, from),
      ),
    )
    .orderBy(asc(reconciliations.fromDay), asc(reconciliations.toDay), asc(reconciliations.startedAt));
}
