import { bigint, integer, pgTable, varchar } from 'drizzle-orm/pg-core';

/** The shape that rate-limiter-flexible expects; its keys are names of ours or keyed hashes, never an address. */
export const rateLimits = pgTable('rate_limits', {
  key: varchar('key', { length: 255 }).primaryKey(),
  points: integer('points').notNull().default(0),
  expire: bigint('expire', { mode: 'number' }),
});
