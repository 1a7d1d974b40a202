import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Context } from './context.ts';
import { Problem } from './http/problem.ts';
import { SECOND } from './time.ts';

/** Takes one from the allowance of `key`. @throws Problem too-many-requests, with the seconds to wait */
export type Limit = { take(key: string): Promise<void> };

type Allowance = { name: string; perMinute: number };

const MINUTE_SECONDS = 60;

/** Counted in Postgres, for all instances together. Keys are ours, or keyed hashes. */
export function sharedLimit({ pool }: Pick<Context, 'pool'>, { name, perMinute }: Allowance): Limit {
  return limitOf(
    new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      tableName: 'rate_limits',
      tableCreated: true,
      keyPrefix: name,
      points: perMinute,
      duration: MINUTE_SECONDS,
    }),
  );
}

/** Counted in this process's memory alone: for what must not be written down, such as where a request came from. */
export function fleetingLimit({ name, perMinute }: Allowance): Limit {
  return limitOf(new RateLimiterMemory({ keyPrefix: name, points: perMinute, duration: MINUTE_SECONDS }));
}

function limitOf(limiter: RateLimiterPostgres | RateLimiterMemory): Limit {
  return {
    take: async (key) => {
      try {
        await limiter.consume(key);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / SECOND));
        throw new Problem('too-many-requests', { headers: { 'Retry-After': String(seconds) } });
      }
    },
  };
}
