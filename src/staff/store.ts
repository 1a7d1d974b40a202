import { asc, desc, eq, gt, lt, sql } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import type { Role } from './roles.ts';
import { apiTokens, audit } from './tables.ts';

export type AuditRow = typeof audit.$inferSelect;

export async function insertToken(database: Database, token: typeof apiTokens.$inferInsert): Promise<void> {
  await database.insert(apiTokens).values(token);
}

export async function findToken(
  database: Database,
  tokenHash: Buffer,
): Promise<{ name: string; role: Role } | undefined> {
  const [found] = await database
    .select({ name: apiTokens.name, role: apiTokens.role })
    .from(apiTokens)
    .where(eq(apiTokens.tokenHash, tokenHash));
  return found;
}

/** Any constant will do that no other lock of this kind has. */
const AUDIT_LOCK = 7_240_512;

/** Waits until nobody else writes, which lasts until the transaction ends. */
export async function lockAudit(database: Database): Promise<void> {
  await database.execute(sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`);
}

export async function insertAudit(database: Database, row: AuditRow): Promise<void> {
  await database.insert(audit).values(row);
}

export async function findLastAudit(database: Database): Promise<AuditRow | undefined> {
  const [last] = await findAuditBefore(database, { before: null, limit: 1 });
  return last;
}

export async function findAuditBefore(
  database: Database,
  { before, limit }: { before: number | null; limit: number },
): Promise<AuditRow[]> {
  return database
    .select()
    .from(audit)
    .where(before === null ? undefined : lt(audit.position, before))
    .orderBy(desc(audit.position))
    .limit(limit);
}

export async function findAuditAfter(
  database: Database,
  { position, limit }: { position: number; limit: number },
): Promise<AuditRow[]> {
  return database
    .select()
    .from(audit)
    .where(gt(audit.position, position))
    .orderBy(asc(audit.position))
    .limit(limit);
}
