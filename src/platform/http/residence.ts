import type { Context } from '../context.ts';
import { Problem } from './problem.ts';

/** Where somebody says they live, or where a trusted edge saw the request come from: used here and then forgotten. */
export type Whereabouts = { residence: string | undefined; edgeCountry: string | undefined };

/**
 * The gate, before anything exists: no row, no call to Stripe, no log line.
 * @throws Problem residence-restricted
 */
export function refuseRestrictedResidence(
  { settings }: Pick<Context, 'settings'>,
  whereabouts: Whereabouts,
): void {
  const countries = [whereabouts.residence, whereabouts.edgeCountry].map((country) => country?.toUpperCase());
  if (settings.RESTRICTED_RESIDENCES.some((restricted) => countries.includes(restricted))) {
    throw new Problem('residence-restricted');
  }
}
