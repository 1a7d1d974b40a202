import type { Timer } from './kinds.ts';
import type { World } from './world.ts';

/** Lets something happen by itself once the clock has come to `timer.at`. */
export function schedule(world: World, timer: Timer): void {
  world.store.put('timer', timer);
  world.nextTimer = Math.min(world.nextTimer, timer.at);
}

export function unschedule(world: World, id: string): void {
  if (world.store.get('timer', id)) world.store.remove('timer', id);
}

export type Play = {
  act: (timer: Timer) => void;
  onFailure: (error: unknown) => void;
  /** Called before each timer, in its transaction. */
  onTime?: (instant: Date) => void;
};

/**
 * Does what is due until `until`, oldest first, each at its own time, with whatever follows from it until then. Called
 * before each request, on each tick, and when the clock is moved.
 */
export function runDue(world: World, until: Date, play: Play): void {
  const last = until.getTime();
  if (last < world.nextTimer) return;
  for (let due = dueTimers(world, last); due.length > 0; due = dueTimers(world, last)) {
    world.nextTimer = Number.POSITIVE_INFINITY;
    for (const timer of due) {
      if (world.nextTimer < timer.at) break;
      if (world.store.get('timer', timer.id) === timer) run(world, timer, play);
    }
  }
  world.nextTimer = Number.POSITIVE_INFINITY;
  for (const timer of world.store.each('timer')) world.nextTimer = Math.min(world.nextTimer, timer.at);
}

function dueTimers(world: World, last: number): Timer[] {
  const due = [...world.store.each('timer')].filter((timer) => timer.at <= last);
  return due.sort((a, b) => a.at - b.at);
}

function run(world: World, timer: Timer, { act, onFailure, onTime }: Play): void {
  const instant = new Date(timer.at);
  try {
    world.store.transaction(() => {
      onTime?.(instant);
      unschedule(world, timer.id);
      world.clock.at(instant, () => act(timer));
    });
  } catch (error) {
    onFailure(error);
    unschedule(world, timer.id);
  }
}
