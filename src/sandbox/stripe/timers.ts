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

/** Does what is due by the clock, oldest first. Called before each request, on each tick, and when a test moves its clock. */
export function runDue(world: World, act: (timer: Timer) => void, onFailure: (error: unknown) => void): void {
  const instant = world.clock.now().getTime();
  if (instant < world.nextTimer) return;
  const due = [...world.store.each('timer')].filter((timer) => timer.at <= instant);
  for (const timer of due.sort((a, b) => a.at - b.at)) {
    try {
      world.store.transaction(() => {
        unschedule(world, timer.id);
        act(timer);
      });
    } catch (error) {
      onFailure(error);
      unschedule(world, timer.id);
    }
  }
  world.nextTimer = Number.POSITIVE_INFINITY;
  for (const timer of world.store.each('timer')) world.nextTimer = Math.min(world.nextTimer, timer.at);
}
