import { eq } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import type { Role } from './roles.ts';
import { apiTokens } from './tables.ts';

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
