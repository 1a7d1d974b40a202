import type { Request } from 'express';
import type { Context } from '../platform/context.ts';
import { refuseRestrictedResidence } from '../platform/http/residence.ts';
import { keyedHash } from '../platform/keys.ts';
import { fleetingLimit, sharedLimit } from '../platform/limits.ts';

/** What every request to give passes before anything exists: the residence gate, then the limits. */
export type Admission = {
  /** @throws Problem residence-restricted, too-many-requests */
  admit(request: Request, residence: string | undefined): Promise<void>;
};

/** One address on the net may ask this often; behind a proxy, `TRUST_PROXY` tells them apart. */
const PER_ADDRESS_AND_MINUTE = 120;

export function createAdmission(context: Context): Admission {
  const everyone = sharedLimit(context, {
    name: 'checkouts',
    perMinute: context.settings.CHECKOUTS_PER_MINUTE,
  });
  const oneAddress = fleetingLimit({
    name: 'checkouts-of-one',
    perMinute: Math.min(PER_ADDRESS_AND_MINUTE, context.settings.CHECKOUTS_PER_MINUTE),
  });
  return {
    admit: async (request, residence) => {
      const header = context.settings.COUNTRY_HEADER;
      refuseRestrictedResidence(context, {
        residence,
        edgeCountry: header ? request.get(header) : undefined,
      });
      // Hashed even in memory, so that a heap dump holds no address.
      const client = keyedHash(context.keyring.current, 'hash-client', request.ip ?? '').toString(
        'base64url',
      );
      await oneAddress.take(client);
      await everyone.take('all');
    },
  };
}
