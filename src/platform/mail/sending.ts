import type { Context } from '../context.ts';
import type { Database } from '../database.ts';
import type { MailFate, MailKind } from './kind.ts';
import type { Mailer } from './mailer.ts';
import { type Claim, deleteMail, type PlannedMail } from './store.ts';

/** One mail that is claimed, and what it takes to send it. */
export type Sending<In extends Context> = {
  context: In;
  mailer: Mailer;
  kind: MailKind<In>;
  claim: Claim;
  /** aborted when no answer is waited for any more */
  hurry: AbortSignal;
};

/** Tells the feature what became of it, and forgets it: in one transaction. */
export async function settle<In extends Context>(
  { context, kind }: Sending<In>,
  transaction: Database,
  row: PlannedMail,
  fate: MailFate,
): Promise<MailFate> {
  await kind.settle(context, transaction, row.subject, fate);
  await deleteMail(transaction, row.id);
  return fate;
}

/** Once that is committed. */
export function countFate<In extends Context>(
  { context, claim }: Sending<In>,
  fate: MailFate | 'postponed',
): void {
  context.metrics.mails.inc({ kind: claim.kind, fate });
}
