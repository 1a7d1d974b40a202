import { known } from '../../members/known.ts';
import type { Database } from '../../platform/database.ts';
import { arrayOf } from '../../platform/statements.ts';

/**
 * Whose membership counts: one that lives, until the day on which it is to end; paused or not; behind only while its
 * payment is still tried, or the bank has asked for its giver of late. Whose it is: of who is signed in, or the one that came of the contribution to which this
 * browser's cookie leads. In one statement, since the site asks with each article.
 */
const MAY_HAVE = `
  with recursive session as (
    select member_id from identity.sessions
    where (token_hash = any($1::bytea[]) or previous_hash = any($1::bytea[]) and rotated_at > $6)
      and used_at > $3 and created_at > $4
  ), ${known('select member_id from session')}, own as (
    select * from memberships where member_id in (select id from known)
    union all
    select memberships.* from ask_clocks join memberships on memberships.contribution_id = ask_clocks.subject
    where ask_clocks.token_hash = any($2::bytea[])
  )
  select exists (
    select from own where (ends_at is null or ends_at > $5) and (
      status in ('active', 'paused') or status = 'past-due' and not exists (
        select from invoices where invoices.membership_id = own.id and invoices.status in ('open', 'uncollectible')
          and next_attempt_at is null and not (needs_action and learnt_at > $7))
    )
  ) as may`;

export type Bearer = {
  /** hash of the session's token; null: not signed in */
  session: Buffer | null;
  /** hash of the token within the ask cookie */
  ask: Buffer | null;
  usedAfter: Date;
  createdAfter: Date;
  /** until when the session's token before the last rotation was good */
  rotatedAfter: Date;
  /** whoever has been asked by their bank since before this will not answer it */
  askedAfter: Date;
  now: Date;
};

export async function mayHaveBenefits(database: Database, bearer: Bearer): Promise<boolean> {
  const listOf = (hash: Buffer | null) => arrayOf(hash === null ? [] : [hash]);
  const [found] = await database.run<{ may: boolean }>({ text: MAY_HAVE }, [
    listOf(bearer.session),
    listOf(bearer.ask),
    bearer.usedAfter.toISOString(),
    bearer.createdAfter.toISOString(),
    bearer.now.toISOString(),
    bearer.rotatedAfter.toISOString(),
    bearer.askedAfter.toISOString(),
  ]);
  return found?.may ?? false;
}
