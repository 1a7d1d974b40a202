import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { derive, type Keyring, type RootKey } from '../../platform/keys.ts';

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410, section 7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

export type PublicKey = {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
  alg: 'EdDSA';
  use: 'sig';
};

/** The key that signs for benefits under one key of the ring. */
function signingKey(root: RootKey): KeyObject {
  const key = Buffer.concat([PKCS8_HEAD, derive(root, 'sign-benefits')]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** Its public half. The name is its fingerprint (RFC 7638): what the operator calls the root key stays with us. */
async function publicKey(root: RootKey): Promise<PublicKey> {
  const { x = '' } = createPublicKey(signingKey(root)).export({ format: 'jwk' });
  const jwk = { kty: 'OKP', crv: 'Ed25519', x } as const;
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA', use: 'sig' };
}

/**
 * One for each key of the ring, the current one first: so that a key is known to all who verify before it signs, and for
 * as long as anything that it signed is good.
 */
export function publicKeys({ all }: Keyring): Promise<PublicKey[]> {
  return Promise.all(all.map(publicKey));
}

export async function currentKey({ current }: Keyring): Promise<{ key: KeyObject; kid: string }> {
  const { kid } = await publicKey(current);
  return { key: signingKey(current), kid };
}
