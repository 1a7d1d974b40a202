import { type Clock, plus } from '../../platform/time.ts';

/** A clock that runs as another one does, and can be moved. */
export type MovableClock = Clock & {
  /** How far it was moved, in milliseconds. */
  offset(): number;
  /** Lets it be `instant` now, and go on from there. */
  moveTo(instant: Date): void;
  /** Lets `work` happen at `instant`: time stands still in it. */
  at<T>(instant: Date, work: () => T): T;
};

export function createMovableClock(base: Clock, initialOffset = 0): MovableClock {
  let offset = initialOffset;
  let pinned: Date | null = null;
  return {
    now: () => pinned ?? plus(base.now(), offset),
    offset: () => offset,
    moveTo: (instant) => {
      offset = instant.getTime() - base.now().getTime();
    },
    at: (instant, work) => {
      const outer = pinned;
      pinned = instant;
      try {
        return work();
      } finally {
        pinned = outer;
      }
    },
  };
}
