import type { PastContribution } from '../../contributions/record-contributions.ts';
import { DAY } from '../../platform/time.ts';
import { API_VERSION } from '../../stripe/client.ts';
import { type BalanceTransactionReading, NOBODY, type Person, type Reading } from '../../stripe/readings.ts';
import type { Observation } from '../observe.ts';
import { type Chance, chanceOf } from './chance.ts';

/** A Stripe account that is made up as it goes, and what it tells. */
export type World = {
  /** part of every id, so that two histories never meet */
  name: string;
  chance: Chance;
  count: number;
  today: Day;
  /** what is going to happen, by the number of the day */
  later: Map<number, Task[]>;
  /** what is on the balance and in no payout yet, by currency */
  unpaid: Map<string, BalanceTransactionReading[]>;
};

export type Day = {
  contributions: PastContribution[];
  told: Observation[];
  /** payouts whose lines were told */
  payouts: { id: string; at: Date }[];
};

type Task = { at: Date; happen(): void };

export function createWorld(name: string): World {
  return { name, chance: chanceOf(name), count: 0, today: emptyDay(), later: new Map(), unpaid: new Map() };
}

export function emptyDay(): Day {
  return { contributions: [], told: [], payouts: [] };
}

export function dayOf(instant: Date): number {
  return Math.floor(instant.getTime() / DAY);
}

/** As Stripe's ids look, and the same each time. */
export function newId(world: World, prefix: string): string {
  world.count += 1;
  return `${prefix}_${world.name}${world.count.toString(36).padStart(7, '0')}`;
}

export function later(world: World, at: Date, happen: () => void): void {
  const day = dayOf(at);
  const tasks = world.later.get(day);
  if (tasks === undefined) world.later.set(day, [{ at, happen }]);
  else tasks.push({ at, happen });
}

/** Lets happen what is due on a day, also what follows from it on the same day. */
export function liveThrough(world: World, day: number): void {
  for (;;) {
    const tasks = world.later.get(day);
    if (tasks === undefined) return;
    world.later.delete(day);
    for (const { happen } of tasks.toSorted((one, other) => one.at.getTime() - other.at.getTime())) happen();
  }
}

/** An event of Stripe's, as it would have been read. */
export function tell(
  world: World,
  type: string,
  at: Date,
  { reading, person = NOBODY }: { reading: Reading; person?: Person },
): void {
  const content = { kind: 'read', reading } as const;
  const id = newId(world, 'evt');
  const apiVersion = API_VERSION;
  world.today.told.push({ id, type, createdAt: at, apiVersion, readAt: null, person, content });
}

/** What Stripe answers when it is asked. */
export function answer(
  world: World,
  { type, id, createdAt, readAt }: { type: string; id: string; createdAt: Date; readAt: Date },
  reading: Reading,
): void {
  const content = { kind: 'read', reading } as const;
  world.today.told.push({ id, type, createdAt, readAt, apiVersion: null, person: NOBODY, content });
}
