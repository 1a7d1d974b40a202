export type OneAtATime = (
  name: string,
  run: () => Promise<void>,
  options?: { /** whoever makes work for it wakes it */ woken?: boolean | undefined },
) => Promise<void>;

/**
 * Keeps runs of one name from overlapping. One that begins while another is still at it is left out: it would do the same.
 * Where somebody has made work for it meanwhile, the one before may just have missed that: then it comes after.
 */
export function oneAtATime(): OneAtATime {
  const running = new Map<string, { again: boolean }>();

  return async (name, run, { woken = false } = {}) => {
    const current = running.get(name);
    if (current !== undefined) {
      current.again = woken;
      return;
    }
    const state = { again: false };
    running.set(name, state);
    try {
      do {
        state.again = false;
        await run();
      } while (state.again);
    } finally {
      running.delete(name);
    }
  };
}
