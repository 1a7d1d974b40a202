import { createHash } from 'node:crypto';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { type AuditRow, findAuditAfter, findLastAudit, insertAudit, lockAudit } from './store.ts';

export type Look = {
  /** the name of a token, or of a member of staff */
  actor: string;
  /** what was done, in our words: `export-newsletter` */
  action: string;
  /** the pseudonym of the person it is about, where it is one */
  subject: string | null;
  reason: string;
};

/** What the first row has for the hash of the one before. */
const BEGINNING = Buffer.alloc(32);

/**
 * Writes down that somebody is about to look, or to take something out. The caller commits this before anything is opened.
 * Those who write wait for each other until their transactions end, so let nothing else be in it.
 * @returns the row's position: 1, 2, 3 … without gaps
 */
export async function recordLook(
  context: Pick<Context, 'clock'>,
  transaction: Database,
  { actor, action, subject, reason }: Look,
): Promise<number> {
  await lockAudit(transaction);
  const last = await findLastAudit(transaction);
  const position = (last?.position ?? 0) + 1;
  const previousHash = last?.hash ?? BEGINNING;
  const row = { position, at: context.clock.now(), actor, action, subject, reason, previousHash };
  await insertAudit(transaction, { ...row, hash: hashOf(row) });
  return position;
}

export type AuditState = {
  whole: boolean;
  /** the first position that is missing, or is not what was written; null where there is none */
  brokenAt: number | null;
};

const AT_A_TIME = 1_000;

/**
 * Reads every row and reckons every hash again. Rows that were cut off at the end do not show: of these speaks whoever has
 * noted a later position elsewhere.
 */
export async function checkAudit(database: Database): Promise<AuditState> {
  let last: Pick<AuditRow, 'position' | 'hash'> = { position: 0, hash: BEGINNING };
  for (;;) {
    const rows = await findAuditAfter(database, { position: last.position, limit: AT_A_TIME });
    for (const row of rows) {
      const follows = row.position === last.position + 1 && row.previousHash.equals(last.hash);
      if (!follows || !row.hash.equals(hashOf(row))) return { whole: false, brokenAt: last.position + 1 };
      last = row;
    }
    if (rows.length < AT_A_TIME) return { whole: true, brokenAt: null };
  }
}

/** SHA-256 of the hash before and of the row as JSON: position, instant, actor, action, subject, reason. */
function hashOf({
  previousHash,
  position,
  at,
  actor,
  action,
  subject,
  reason,
}: Omit<AuditRow, 'hash'>): Buffer {
  const canonical = JSON.stringify([position, at.toISOString(), actor, action, subject, reason]);
  return createHash('sha256').update(previousHash).update(canonical).digest();
}
