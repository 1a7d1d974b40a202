import type { Context } from '../platform/context.ts';
import { plus } from '../platform/time.ts';
import { COOKIE_KEPT } from './cookie.ts';
import { deleteClocksBefore } from './store.ts';

const AT_A_TIME = 1_000;

/**
 * Deletes the clocks that no browser can ask for any more: what they promised is over for longer than a cookie is kept.
 * @returns how many
 */
export async function forgetOldClocks(
  { database, clock }: Pick<Context, 'database' | 'clock'>,
  signal?: AbortSignal,
): Promise<number> {
  const before = plus(clock.now(), -COOKIE_KEPT);
  let forgotten = 0;
  while (!signal?.aborted) {
    const deleted = await deleteClocksBefore(database, before, AT_A_TIME);
    forgotten += deleted;
    if (deleted < AT_A_TIME) break;
  }
  return forgotten;
}
