import { DAY, plus, plusMonths } from '../../../platform/time.ts';
import { invalidRequest } from '../errors.ts';
import { type Play, runDue } from '../timers.ts';
import type { World } from '../world.ts';

/** How far: any of these added up, or an instant. */
export type Advance = { days?: number; months?: number; to?: Date };

/** A slip of the hand should not play a thousand years of renewals. */
const FURTHEST = 3_700 * DAY;

/** Moves the clock on, as Stripe's test clocks do: all that falls due happens in order, each at its own time. */
export function advance(world: World, by: Advance, play: Play): Date {
  const { clock } = world;
  const target = targetOf(clock.now(), by);
  runDue(world, target, { ...play, onTime: (instant) => moveTo(world, instant) });
  world.store.transaction(() => moveTo(world, target));
  return target;
}

/** Never backwards, not even by the moment that the work has taken. */
function moveTo({ clock, store }: World, instant: Date): void {
  if (instant <= clock.now()) return;
  clock.moveTo(instant);
  store.put('clock', { id: 'clock', offset: clock.offset() });
}

function targetOf(now: Date, { days = 0, months = 0, to }: Advance): Date {
  const whole = Number.isInteger(days) && Number.isInteger(months);
  const target = to ?? plus(plusMonths(now, months), days * DAY);
  const ahead = target.getTime() - now.getTime();
  if (whole && ahead >= 0 && ahead <= FURTHEST) return target;
  throw invalidRequest('The clock only goes forward, by whole days and months, ten years at most.');
}
