import type { Request } from 'express';
import type { Context } from '../context.ts';
import { keyedHash } from '../keys.ts';
import { fleetingLimit, sharedLimit } from '../limits.ts';
import { refuseRestrictedResidence } from './residence.ts';

/** What a request passes before anything of it exists: the residence gate, then the limits. */
export type Admission = {
  /** @throws Problem residence-restricted, too-many-requests */
  admit(request: Request, residence: string | undefined): Promise<void>;
  /**
   * The limits alone, for what is refused to nobody.
   * @throws Problem too-many-requests
   */
  limit(request: Request): Promise<void>;
};

/** One address on the net may ask this often; behind a proxy, `TRUST_PROXY` tells them apart. */
const PER_ADDRESS_AND_MINUTE = 120;

/** @param everybody how much of this all readers together may ask for: a name to count under, and how often a minute */
export function createAdmission(context: Context, everybody: { name: string; perMinute: number }): Admission {
  const takeOfEverybodys = sharedLimit(context, everybody);
  const oneAddress = fleetingLimit({
    name: `${everybody.name}-of-one`,
    perMinute: Math.min(PER_ADDRESS_AND_MINUTE, everybody.perMinute),
  });
  async function limit(request: Request): Promise<void> {
    // Hashed even in memory, so that a heap dump holds no address.
    const client = keyedHash(context.keyring.current, 'hash-client', request.ip ?? '').toString('base64url');
    await oneAddress.take(client);
    await takeOfEverybodys();
  }
  return {
    limit,
    admit: async (request, residence) => {
      const header = context.settings.COUNTRY_HEADER;
      refuseRestrictedResidence(context, {
        residence,
        edgeCountry: header ? request.get(header) : undefined,
      });
      await limit(request);
    },
  };
}
