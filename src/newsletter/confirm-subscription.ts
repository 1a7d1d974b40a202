import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { forget } from './forget.ts';
import { lockSubscriptionsOf } from './lock-subscriptions.ts';
import { canBeConfirmed } from './rules.ts';
import { confirmSubscription } from './store.ts';

/**
 * Confirms what this addressee asked for, once. An address that is subscribed already keeps the token that its newsletters
 * carry, so that the links in them go on working; what it now agreed to takes the place of what it agreed to before.
 * @returns false where there is nothing to confirm: it was confirmed before, ended, or is too old
 */
export async function confirmSubscriptionOf(
  context: Pick<Context, 'clock' | 'keyring'>,
  transaction: Database,
  addresseeId: string,
): Promise<boolean> {
  const all = await lockSubscriptionsOf(context, transaction, addresseeId);
  const now = context.clock.now();
  const asked = all.find((one) => one.addresseeId === addresseeId);
  if (asked === undefined || !canBeConfirmed(asked, now)) return false;
  const { id, addresseeId: _own, state: _state, ...consent } = asked;
  const earlier = all.find(({ state }) => state === 'confirmed');
  const isConfirmed = await confirmSubscription(transaction, earlier?.id ?? id, {
    ...consent,
    confirmedAt: now,
  });
  if (isConfirmed && earlier !== undefined) await forget(transaction, [asked]);
  return isConfirmed;
}
