import { eq, sql } from 'drizzle-orm';
import type { Database } from '../database.ts';
import { mails } from '../tables.ts';

export type PlannedMail = typeof mails.$inferSelect;

/** @param wake tells the worker, once this commits, that something is due */
export async function insertMail(
  database: Database,
  { wake, ...mail }: typeof mails.$inferInsert & { wake: boolean },
): Promise<void> {
  await database.insert(mails).values(mail);
  if (wake)
    await database.execute(sql`select from graphile_worker.add_job('send-mails', job_key => 'send-mails')`);
}

export async function deleteMailsAbout(database: Database, subject: string): Promise<void> {
  await database.delete(mails).where(eq(mails.subject, subject));
}
