import type { Context } from '../platform/context.ts';
import { findIn, type StoredRow } from './store.ts';

/** An event that is not in the books, and why; nothing of a person. */
export type Unapplied = Pick<
  StoredRow,
  'id' | 'type' | 'createdAt' | 'state' | 'attempts' | 'errorCode' | 'dismissal'
>;

/** @param withDismissed those too of which somebody decided that they will not be applied */
export async function listUnapplied(
  { database }: Context,
  { withDismissed }: { withDismissed: boolean },
): Promise<Unapplied[]> {
  const rows = await findIn(
    database,
    withDismissed ? ['failed', 'set-aside', 'dismissed'] : ['failed', 'set-aside'],
  );
  return rows.map(({ id, type, createdAt, state, attempts, errorCode, dismissal }) => ({
    id,
    type,
    createdAt,
    state,
    attempts,
    errorCode,
    dismissal,
  }));
}
