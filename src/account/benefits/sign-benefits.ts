import { SignJWT } from 'jose';
import type { Context } from '../../platform/context.ts';
import { toUnixSeconds } from '../../platform/time.ts';
import { currentKey } from './keys.ts';
import { tokenSpan } from './rules.ts';

export type BenefitsToken = { token: string; expiresAt: Date };

/**
 * Says that its bearer has these benefits, and nothing about who that is: no subject, no id, and within five minutes the
 * same bytes for everybody (Ed25519 signatures are, too), so that it is signed once for all.
 */
export function createBenefitsSigner({
  clock,
  keyring,
  settings,
}: Pick<Context, 'clock' | 'keyring' | 'settings'>) {
  let latest: { from: number; signed: Promise<BenefitsToken> } | undefined;

  async function sign(from: Date, until: Date): Promise<BenefitsToken> {
    const { key, kid } = await currentKey(keyring);
    const token = await new SignJWT({ benefits: settings.BENEFITS })
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
      .setIssuedAt(toUnixSeconds(from))
      .setExpirationTime(toUnixSeconds(until))
      .sign(key);
    return { token, expiresAt: until };
  }

  return (): Promise<BenefitsToken> => {
    const { from, until } = tokenSpan(clock.now());
    if (latest?.from !== from.getTime()) latest = { from: from.getTime(), signed: sign(from, until) };
    return latest.signed;
  };
}
