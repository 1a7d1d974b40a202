import { eq } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import { apiTokens, type ROLES } from './tables.ts';

export type Role = (typeof ROLES)[number];

export async function insertToken(database: Database, token: typeof apiTokens.$inferInsert): Promise<void> {
  await database.insert(apiTokens).values(token);
}

export async function findToken(database: Database, tokenHash: Buffer): Promise<{ role: Role } | undefined> {
  const [found] = await database
    .select({ role: apiTokens.role })
    .from(apiTokens)
    .where(eq(apiTokens.tokenHash, tokenHash));
  return found;
}
