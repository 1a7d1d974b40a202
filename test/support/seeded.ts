import type { Context } from '../../src/platform/context.ts';
import { type Seeded, seedHistory } from '../../src/webhooks/seed/seed-history.ts';

export const SEEDED_UNTIL = new Date('2026-11-23T00:00:00Z');

/** Three years that are made up, in the books. */
export function seedSome(context: Context, contributions: number, seed = 1): Promise<Seeded> {
  return seedHistory(context, { contributions, seed, until: SEEDED_UNTIL });
}
