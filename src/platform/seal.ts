import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { derive, type Keyring, keyById, type Purpose } from './keys.ts';

/**
 * AES-256-GCM with a fresh 96-bit nonce for each sealing. The associated data names the place that a value belongs
 * to, so that a sealed value moved to another row or column does not open.
 */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export type SealedContact = {
  /** nonce, ciphertext, tag, under the contact's own key */
  sealed: Buffer;
  /** the contact's own key, sealed under the wrapping key */
  wrappedKey: Buffer;
  wrappingKeyId: string;
};

/** Where a value lives: table, column, row id and version of the sealing. */
export type Place = { table: string; column: string; row: string };

export class UnsealError extends Error {
  constructor(reason: 'unknown-key' | 'does-not-open') {
    super(reason);
    this.name = 'UnsealError';
  }
}

/** Seals `plain` under a key of its own, wrapped by the current key of the keyring. */
export function sealContact(keyring: Keyring, place: Place, plain: string): SealedContact {
  const ownKey = randomBytes(32);
  return {
    sealed: encrypt(ownKey, Buffer.from(plain, 'utf8'), placeAsData(place)),
    wrappedKey: encrypt(derive(keyring.current, 'wrap-contact'), ownKey, placeAsData(place)),
    wrappingKeyId: keyring.current.id,
  };
}

/** @throws UnsealError when the wrapping key is gone, or anything was altered or moved. */
export function unsealContact(keyring: Keyring, place: Place, contact: SealedContact): string {
  const ownKey = unwrap(keyring, place, contact);
  return decrypt(ownKey, contact.sealed, placeAsData(place)).toString('utf8');
}

/** The same contact with its own key wrapped anew under the current key; the sealed value is not touched. */
export function rewrapContact(keyring: Keyring, place: Place, contact: SealedContact): SealedContact {
  const ownKey = unwrap(keyring, place, contact);
  return {
    sealed: contact.sealed,
    wrappedKey: encrypt(derive(keyring.current, 'wrap-contact'), ownKey, placeAsData(place)),
    wrappingKeyId: keyring.current.id,
  };
}

/** Seals directly under the key of a purpose: for values that live minutes, not years. The key's id goes in front. */
export function sealBriefly(keyring: Keyring, purpose: Purpose, place: Place, plain: string): Buffer {
  const { current } = keyring;
  const sealed = encrypt(derive(current, purpose), Buffer.from(plain, 'utf8'), placeAsData(place));
  return Buffer.concat([Buffer.from([current.id.length]), Buffer.from(current.id, 'latin1'), sealed]);
}

/** @throws UnsealError */
export function unsealBriefly(keyring: Keyring, purpose: Purpose, place: Place, sealed: Buffer): string {
  const idEnd = 1 + (sealed[0] ?? 0);
  const key = keyById(keyring, sealed.subarray(1, idEnd).toString('latin1'));
  if (!key) throw new UnsealError('unknown-key');
  return decrypt(derive(key, purpose), sealed.subarray(idEnd), placeAsData(place)).toString('utf8');
}

function unwrap(keyring: Keyring, place: Place, contact: SealedContact): Buffer {
  const wrappingKey = keyById(keyring, contact.wrappingKeyId);
  if (!wrappingKey) throw new UnsealError('unknown-key');
  return decrypt(derive(wrappingKey, 'wrap-contact'), contact.wrappedKey, placeAsData(place));
}

function placeAsData({ table, column, row }: Place): Buffer {
  return Buffer.from(['v1', table, column, row].join('\u0000'), 'utf8');
}

function encrypt(key: Buffer, plain: Buffer, data: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(data);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer, data: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
      .setAAD(data)
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw new UnsealError('does-not-open');
  }
}
