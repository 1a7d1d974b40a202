import type { memberships } from './tables.ts';

/** One snapshot of a recurring gift. `id`: Stripe's subscription. */
export type Membership = typeof memberships.$inferInsert;
