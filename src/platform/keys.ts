import { createHash, createHmac, hkdfSync } from 'node:crypto';

/**
 * The keys that live outside the database (`ENCRYPTION_KEYS`), and what is derived from them. One key per purpose,
 * so that a cookie's key says nothing about an address's.
 */
export type Keyring = { readonly current: RootKey; readonly all: readonly RootKey[] };
export type RootKey = { readonly id: string; readonly bytes: Buffer };

export type Purpose =
  | 'wrap-contact'
  | 'index-address'
  | 'seal-inbox'
  | 'sign-cookie'
  | 'sign-ask'
  | 'ask-token'
  | 'seal-device'
  | 'seal-return'
  | 'seal-address-link'
  | 'seal-purpose-link'
  | 'sign-benefits'
  | 'tombstone'
  | 'hash-request'
  | 'hash-client';

const KEY_BYTES = 32;

/** @returns null unless the text is `id:base64,…` with distinct ids and 32 bytes each; the first is current. */
export function parseKeyring(text: string): Keyring | null {
  const all: RootKey[] = [];
  for (const entry of text.split(',')) {
    const match = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]+={0,2})\s*$/.exec(entry);
    const [, id, encoded] = match ?? [];
    if (id === undefined || encoded === undefined) return null;
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.length !== KEY_BYTES || all.some((key) => key.id === id)) return null;
    all.push({ id, bytes });
  }
  const [current] = all;
  return current ? { current, all } : null;
}

const derived = new WeakMap<RootKey, Map<Purpose, Buffer>>();

/** HKDF-SHA-256 of a root key for one purpose; 32 bytes, remembered. */
export function derive(key: RootKey, purpose: Purpose): Buffer {
  const known = derived.get(key) ?? new Map<Purpose, Buffer>();
  derived.set(key, known);
  const bytes =
    known.get(purpose) ?? Buffer.from(hkdfSync('sha256', key.bytes, '', `groundswell/${purpose}`, KEY_BYTES));
  known.set(purpose, bytes);
  return bytes;
}

/** HMAC-SHA-256 under the key derived for `purpose`. */
export function keyedHash(key: RootKey, purpose: Purpose, text: string): Buffer {
  return createHmac('sha256', derive(key, purpose)).update(text).digest();
}

/** For values that are random already (tokens): nothing to guess, so no key is needed. */
export function plainHash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export function keyById(keyring: Keyring, id: string): RootKey | undefined {
  return keyring.all.find((key) => key.id === id);
}
