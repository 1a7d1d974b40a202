import { type Clock, plus } from '../../src/platform/time.ts';

export type TestClock = Clock & {
  advance(milliseconds: number): void;
  /** also back */
  moveTo(instant: Date): void;
};

/** A clock that stands still until it is moved. */
export function testClock(start = '2026-11-23T10:00:00Z'): TestClock {
  let instant = new Date(start);
  return {
    now: () => instant,
    advance: (milliseconds) => {
      instant = plus(instant, milliseconds);
    },
    moveTo: (to) => {
      instant = to;
    },
  };
}
