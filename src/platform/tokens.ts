import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Keyring, keyedHash, type RootKey } from './keys.ts';

/** 128 random bits, URL-safe. A link or cookie that holds one is a capability. */
export function randomToken(): string {
  return randomBytes(16).toString('base64url');
}

/** `payload.mac`, readable by anyone, made only by us. The payload must be free of dots at its end. */
export function sign(keyring: Keyring, kind: string, payload: string): string {
  return `${payload}.${mac(keyring.current, kind, payload)}`;
}

/** @returns the payload, or null when no key of ours signed it for this kind. */
export function verify(keyring: Keyring, kind: string, signed: string): string | null {
  const dot = signed.lastIndexOf('.');
  if (dot < 0) return null;
  const payload = signed.slice(0, dot);
  const given = Buffer.from(signed.slice(dot + 1));
  const genuine = keyring.all.some((key) => {
    const expected = Buffer.from(mac(key, kind, payload));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  return genuine ? payload : null;
}

function mac(key: RootKey, kind: string, payload: string): string {
  return keyedHash(key, 'sign-cookie', `${kind}\u0000${payload}`).subarray(0, 16).toString('base64url');
}
