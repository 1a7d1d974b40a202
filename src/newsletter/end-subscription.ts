import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { forget } from './forget.ts';
import { lockSubscriptionsOf } from './lock-subscriptions.ts';
import { forgottenBefore } from './rules.ts';
import { findSubscriptionsOf, findUnconfirmed } from './store.ts';

/**
 * No newsletter for the address that this addressee stands for, by whatever link it asked: consent and address go.
 * @returns false where this addressee has no subscription
 */
export async function unsubscribeOf(
  context: Pick<Context, 'keyring'>,
  transaction: Database,
  addresseeId: string,
): Promise<boolean> {
  const all = await lockSubscriptionsOf(context, transaction, addresseeId);
  if (!all.some((one) => one.addresseeId === addresseeId)) return false;
  await forget(transaction, all);
  return true;
}

/** Erases what these addressees asked for, and those of them that asked. @returns how many subscriptions there were */
export async function eraseSubscriptions(transaction: Database, addresseeIds: string[]): Promise<number> {
  if (addresseeIds.length === 0) return 0;
  return forget(transaction, await findSubscriptionsOf(transaction, addresseeIds));
}

const AT_A_TIME = 200;

/** Forgets what was not confirmed in time. @returns how many there were */
export async function tidySubscriptions({
  clock,
  database,
}: Pick<Context, 'clock' | 'database'>): Promise<number> {
  const before = forgottenBefore(clock.now());
  for (let done = 0; ; ) {
    const gone = await database.transaction(async (transaction) =>
      forget(transaction, await findUnconfirmed(transaction, { before, limit: AT_A_TIME })),
    );
    done += gone;
    if (gone === 0) return done;
  }
}
