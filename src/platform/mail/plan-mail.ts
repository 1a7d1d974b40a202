import type { Context } from '../context.ts';
import type { Database } from '../database.ts';
import { deleteMailsAbout, insertMail } from './store.ts';

export type MailPlan = { kind: string; subject: string; dueAt: Date; expiresAt: Date };

/**
 * Plans a mail within the caller's transaction: it is sent if, and only if, that commits. One that is due is sent at once.
 */
export async function planMail(
  context: Pick<Context, 'clock' | 'ids'>,
  database: Database,
  plan: MailPlan,
): Promise<void> {
  await insertMail(database, { id: context.ids.random(), ...plan, wake: plan.dueAt <= context.clock.now() });
}

/** Calls off whatever is planned about this subject. One that is on its way arrives all the same. */
export async function callOffMails(database: Database, subject: string): Promise<void> {
  await deleteMailsAbout(database, subject);
}
