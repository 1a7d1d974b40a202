import type { Context } from '../../platform/context.ts';
import { DAY, earliest, plus, SECOND } from '../../platform/time.ts';
import { countOpen } from './results/store.ts';

/** Tells the metrics what stands open, and through when the books were compared. */
export async function measureVariances({ database, metrics }: Context): Promise<void> {
  const { open, last } = await countOpen(database);
  metrics.variances.set(open);
  if (last === null) return;
  const through = earliest(plus(new Date(last.toDay), DAY), last.startedAt);
  metrics.reconciledThrough.set(through.getTime() / SECOND);
}
