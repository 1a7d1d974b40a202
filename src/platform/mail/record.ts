import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import type { Database } from '../database.ts';
import { errorCode } from '../log.ts';
import { MINUTE, plus, SECOND } from '../time.ts';
import type { MailFate } from './kind.ts';
import type { Outcome } from './outcome.ts';
import { MOST_UNHEARD, retryAt } from './rules.ts';
import { countFate, type Sending, settle } from './sending.ts';
import { lockClaimed, lockMail, updateMail } from './store.ts';

/** While the process lives, what it alone knows is not given up at the first failure. */
const RECORD_AGAIN_AFTER = [SECOND / 10, SECOND, 3 * SECOND];

/** The second transaction, tried a few times; then the claim runs out, and the mail is taken up again. */
export async function record<In extends Context>(
  sending: Sending<In>,
  outcome: Outcome,
  handedOver = 1,
): Promise<void> {
  const { context, claim } = sending;
  for (const wait of [...RECORD_AGAIN_AFTER, undefined]) {
    try {
      const fate = await context.database.transaction((transaction) =>
        conclude(sending, transaction, { outcome, handedOver }),
      );
      if (fate !== undefined) countFate(sending, fate);
      return;
    } catch (error) {
      context.log.error('what became of a mail could not be recorded', {
        kind: claim.kind,
        code: errorCode(error),
      });
      if (wait !== undefined) await sleep(wait);
    }
  }
}

/** @returns what is to be counted */
async function conclude<In extends Context>(
  sending: Sending<In>,
  transaction: Database,
  { outcome, handedOver }: { outcome: Outcome; handedOver: number },
): Promise<MailFate | 'postponed' | undefined> {
  const { context, claim } = sending;
  // What was taken was taken, though somebody else may think by now that it is theirs.
  const row = await (outcome.kind === 'accepted'
    ? lockMail(transaction, claim.id)
    : lockClaimed(transaction, claim));
  if (row === undefined) return undefined;
  if (outcome.kind === 'accepted') return settle(sending, transaction, row, 'sent');
  if (outcome.kind === 'refused') return settle(sending, transaction, row, 'refused');
  const now = context.clock.now();
  if (outcome.kind === 'unknown') {
    if (row.unheard >= MOST_UNHEARD) return settle(sending, transaction, row, 'unheard');
    await updateMail(transaction, row.id, { claimedUntil: null, dueAt: plus(now, MINUTE) });
    return 'postponed';
  }
  // That the server is away is not this mail's failure.
  const failures = row.failures + (outcome.kind === 'away' ? 0 : 1);
  await updateMail(transaction, row.id, {
    claimedUntil: null,
    unheard: row.unheard - handedOver,
    failures,
    dueAt: retryAt(Math.max(failures, 1), now, row.expiresAt),
  });
  return 'postponed';
}
