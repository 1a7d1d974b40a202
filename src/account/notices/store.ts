import { eq } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { notices } from '../tables.ts';

export type Notice = typeof notices.$inferSelect;

/** @returns false where this was said already */
export async function insertNotice(database: Database, notice: Notice): Promise<boolean> {
  const inserted = await database
    .insert(notices)
    .values(notice)
    .onConflictDoNothing()
    .returning({ id: notices.id });
  return inserted.length > 0;
}

export async function findNotice(database: Database, id: string): Promise<Notice | undefined> {
  const [found] = await database.select().from(notices).where(eq(notices.id, id));
  return found;
}
