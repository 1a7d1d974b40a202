import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Context } from './context.ts';
import { Problem } from './http/problem.ts';
import { inRounds } from './in-rounds.ts';
import { SECOND } from './time.ts';

/** Takes one from the allowance of `key`. @throws Problem too-many-requests, with the seconds to wait */
export type Limit = { take(key: string): Promise<void> };

type Allowance = { name: string; perMinute: number };

const MINUTE_SECONDS = 60;

/**
 * An allowance for everybody, counted in Postgres, for all instances together. Those who ask at the same time are counted
 * together: one row is all there is to it, and each commit would have to wait for the one before.
 * @returns takes one from it. @throws Problem too-many-requests, with the seconds to wait
 */
export function sharedLimit(
  { pool }: Pick<Context, 'pool'>,
  { name, perMinute }: Allowance,
): () => Promise<void> {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    keyPrefix: name,
    points: perMinute,
    duration: MINUTE_SECONDS,
  });
  return () => takeOne(limiter, null);
}

const takeOne = inRounds(Number.POSITIVE_INFINITY, async (limiter: RateLimiterPostgres, all: null[]) => {
  const state = await consume(limiter, 'all', all.length);
  const before = state.consumedPoints - all.length;
  return (_one, index): void => {
    if (before + index >= limiter.points) throw refusal(state);
  };
});

/** Counted in this process's memory alone: for what must not be written down, such as where a request came from. */
export function fleetingLimit({ name, perMinute }: Allowance): Limit {
  const limiter = new RateLimiterMemory({ keyPrefix: name, points: perMinute, duration: MINUTE_SECONDS });
  return {
    take: async (key) => {
      const state = await consume(limiter, key, 1);
      if (state.consumedPoints > perMinute) throw refusal(state);
    },
  };
}

/** Says how things stand then, whether or not that is too much. */
async function consume(
  limiter: RateLimiterPostgres | RateLimiterMemory,
  key: string,
  points: number,
): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key, points);
  } catch (state) {
    if (state instanceof RateLimiterRes) return state;
    throw state;
  }
}

function refusal({ msBeforeNext }: RateLimiterRes): Problem {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / SECOND));
  return new Problem('too-many-requests', { headers: { 'Retry-After': String(seconds) } });
}
