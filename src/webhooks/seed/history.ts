import { DAY, plus, SECOND } from '../../platform/time.ts';
import { billFees, payOut } from './balance.ts';
import { contribute } from './contribute.ts';
import { giveOutside } from './give-outside.ts';
import { createWorld, type Day, dayOf, emptyDay, liveThrough } from './world.ts';

/** `contributions`: how many set out to give. `until`: the day before which the history ends. */
export type HistoryOptions = { contributions: number; seed: number; until: Date };

const DAYS = 3 * 365;
const OUTSIDE = 0.02;

/**
 * Three years of a newsroom that are made up, day by day, so that memory holds no more of them than what is still to come.
 * The same options give the same history.
 */
export function* makeHistory({ contributions, seed, until }: HistoryOptions): Generator<Day> {
  const last = dayOf(until);
  const world = createWorld(`s${seed}n${contributions}d${last}x`);
  const { chance } = world;
  let made = 0;
  for (let number = 0; number < DAYS; number += 1) {
    const day = last - DAYS + number;
    const midnight = new Date(day * DAY);
    world.today = emptyDay();
    payOut(world, midnight);
    if (midnight.getUTCDate() === 1) billFees(world, plus(midnight, SECOND));
    // Twice as many a day at the end as in the beginning.
    const share = (number + 1) / DAYS;
    const due = Math.round((contributions * (2 * share + share ** 2)) / 3);
    for (; made < due; made += 1) {
      const at = plus(midnight, chance.whole(60, 86_000) * SECOND);
      contribute(world, at, made);
      if (chance.happens(OUTSIDE)) giveOutside(world, plus(at, chance.whole(1, 300) * SECOND));
    }
    liveThrough(world, day);
    yield world.today;
  }
}
