import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Keyring, keyedHash, type Purpose, type RootKey } from './keys.ts';

/** 128 random bits, URL-safe. A link or cookie that holds one is a capability. */
export function randomToken(): string {
  return randomBytes(16).toString('base64url');
}

/** Under which key a value is signed, and how much of its HMAC-SHA-256 goes with it. */
type Seal = { purpose: Purpose; bytes: number };

const COOKIE: Seal = { purpose: 'sign-cookie', bytes: 16 };

/**
 * For the ask cookie alone: a key of its own, which may be given away, since it opens nothing else; and the whole of the
 * HMAC, because WebCrypto verifies no less.
 */
export const ASK_SEAL: Seal = { purpose: 'sign-ask', bytes: 32 };

/** `payload.mac`, readable by anyone, made only by us. The payload must be free of dots at its end. */
export function sign(keyring: Keyring, kind: string, payload: string, seal = COOKIE): string {
  return `${payload}.${mac(keyring.current, kind, payload, seal)}`;
}

/** @returns the payload, or null when no key of ours signed it for this kind. */
export function verify(keyring: Keyring, kind: string, signed: string, seal = COOKIE): string | null {
  const dot = signed.lastIndexOf('.');
  if (dot < 0) return null;
  const payload = signed.slice(0, dot);
  const given = Buffer.from(signed.slice(dot + 1));
  const genuine = keyring.all.some((key) => {
    const expected = Buffer.from(mac(key, kind, payload, seal));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  return genuine ? payload : null;
}

function mac(key: RootKey, kind: string, payload: string, { purpose, bytes }: Seal): string {
  return keyedHash(key, purpose, `${kind}\u0000${payload}`).subarray(0, bytes).toString('base64url');
}
