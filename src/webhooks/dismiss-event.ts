import type { Context } from '../platform/context.ts';
import { takeIn, updateReading } from './store.ts';

/**
 * Decides that an event will not be applied: from now on the books do not wait for it. Its name and the reason stay; what
 * it said, and of whom, is forgotten, since nothing needs it any more. To take it up again, Stripe is asked for it.
 * @returns whether there was such an event waiting
 */
export async function dismissEvent(
  context: Context,
  { id, reason }: { id: string; reason: string },
): Promise<boolean> {
  return context.database.transaction(async (transaction) => {
    const row = await takeIn(transaction, id, ['failed', 'set-aside']);
    if (row === undefined) return false;
    await updateReading(transaction, id, {
      state: 'dismissed',
      dismissal: reason,
      retryAt: null,
      reading: null,
      sealedPerson: null,
    });
    context.log.warn('event dismissed', { event: id, eventType: row.type });
    return true;
  });
}
