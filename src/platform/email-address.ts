import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { type Keyring, keyedHash } from './keys.ts';

const MAXIMUM = 254;

/** One plain address as a person types it: no display name, no list, no control characters (RFC 5321 lengths). */
export const EmailAddress = z
  .string()
  .max(MAXIMUM, { error: 'email-invalid' })
  .regex(/^[^\s@<>,;:"()[\]\\\p{Cc}]{1,64}@[^\s@<>,;:"()[\]\\\p{Cc}]+\.[^\s@<>,;:"()[\]\\\p{Cc}.]{2,}$/u, {
    error: 'email-invalid',
  })
  .refine((text) => text.isWellFormed(), { error: 'email-invalid' })
  .meta({ format: 'email', example: 'reader@example.org' });

/**
 * The form under which an address is looked up: NFC, trimmed, lower case, the domain in ASCII. Dots and plus-tags
 * stay: what they mean is the provider's affair, and joining two persons by mistake is worse than missing one.
 */
export function normaliseAddress(address: string): string {
  const plain = address.normalize('NFC').trim().toLowerCase();
  const at = plain.lastIndexOf('@');
  const domain = plain.slice(at + 1);
  return `${plain.slice(0, at)}@${domainToASCII(domain) || domain}`;
}

/** The blind index of an address under each key of the ring, the current one first. */
export function addressIndexes(keyring: Keyring, address: string): { keyId: string; index: Buffer }[] {
  const normal = normaliseAddress(address);
  return keyring.all.map((key) => ({ keyId: key.id, index: keyedHash(key, 'index-address', normal) }));
}
