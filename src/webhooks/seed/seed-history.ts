import { recordContributions } from '../../contributions/record-contributions.ts';
import { finishPayout } from '../../ledger/payout-lines.ts';
import type { Context } from '../../platform/context.ts';
import { applyObservations } from '../apply.ts';
import type { Observation } from '../observe.ts';
import { type HistoryOptions, makeHistory } from './history.ts';
import type { Day } from './world.ts';

const AT_A_TIME = 1_000;

export type Seeded = { contributions: number; events: number; applied: number };

/**
 * Fills the books with a history that is made up, through the one door. It is learnt of as it happens, so that reports
 * as of an earlier day make sense. A repeat with the same options finds all of it there, and goes on where it was stopped.
 * @param onProgress told how many contributions are in
 */
export async function seedHistory(
  context: Context,
  options: HistoryOptions,
  onProgress: (contributions: number, events: number) => void = () => {},
): Promise<Seeded> {
  const seeded: Seeded = { contributions: 0, events: 0, applied: 0 };
  let gathered: Day = { contributions: [], told: [], payouts: [] };
  let learntAt = new Date(0);

  const write = async () => {
    await recordContributions(context.database, gathered.contributions);
    const told = gathered.told.toSorted((one, other) => toldAt(one) - toldAt(other));
    for (let first = 0; first < told.length; first += AT_A_TIME) {
      const batch = told.slice(first, first + AT_A_TIME);
      learntAt = new Date(Math.max(learntAt.getTime() + 1, ...batch.map(toldAt)));
      const now = learntAt;
      const outcomes = await applyObservations({ ...context, clock: { now: () => now } }, batch);
      seeded.applied += [...outcomes.values()].filter((outcome) => outcome === 'applied').length;
    }
    // Nobody needs to ask for these lines: they were told.
    for (const { id, at } of gathered.payouts) await finishPayout(context.database, id, at);
    seeded.contributions += gathered.contributions.length;
    seeded.events += told.length;
    gathered = { contributions: [], told: [], payouts: [] };
    onProgress(seeded.contributions, seeded.events);
  };

  for (const day of makeHistory(options)) {
    for (const contribution of day.contributions) gathered.contributions.push(contribution);
    for (const observation of day.told) gathered.told.push(observation);
    for (const payout of day.payouts) gathered.payouts.push(payout);
    if (gathered.told.length >= AT_A_TIME) await write();
  }
  await write();
  return seeded;
}

function toldAt({ createdAt, readAt }: Observation): number {
  return (readAt ?? createdAt).getTime();
}
