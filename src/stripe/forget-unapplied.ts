import type { Database } from '../platform/database.ts';

/**
 * Takes somebody who is being erased out of what Stripe has told and could not be applied yet: what is left there are the
 * customers' ids, which Stripe's money is booked by later.
 * @returns Stripe's customers that were told of with one of these addresses
 */
export type ForgetUnapplied = (
  transaction: Database,
  who: { addresses: readonly string[]; customers: readonly string[] },
) => Promise<string[]>;

/** Whoever erases takes this beside the context. */
export type WithForgetUnapplied = { forgetUnapplied: ForgetUnapplied };
