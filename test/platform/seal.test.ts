import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derive, parseKeyring } from '../../src/platform/keys.ts';
import {
  type Place,
  rewrapContact,
  type SealedContact,
  sealBriefly,
  sealContact,
  UnsealError,
  unsealBriefly,
  unsealContact,
} from '../../src/platform/seal.ts';
import { keyLine, keyringOf } from '../support/keyring.ts';

const PLACE: Place = { table: 'identity.contacts', column: 'sealed', row: 'row-1' };
const ADDRESS = 'anna@example.org';
const OLD = keyringOf('a');
const BOTH = keyringOf('b', 'a');
const NEW = keyringOf('b');

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8((copy.readUInt8(at) ^ 1) & 0xff, at);
  return copy;
}

describe('a sealed contact', () => {
  it('opens in its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (plain) => {
        expect(unsealContact(OLD, PLACE, sealContact(OLD, PLACE, plain))).toBe(plain);
      }),
    );
  });

  it.each<[string, Partial<Place>]>([
    ['row', { row: 'row-2' }],
    ['column', { column: 'wrapped_key' }],
    ['table', { table: 'newsletter' }],
  ])('moved to another %s, does not open', (_what, change) => {
    const contact = sealContact(OLD, PLACE, ADDRESS);
    expect(() => unsealContact(OLD, { ...PLACE, ...change }, contact)).toThrow(UnsealError);
  });

  it('with one byte altered anywhere, does not open', () => {
    const contact = sealContact(OLD, PLACE, ADDRESS);
    for (const field of ['sealed', 'wrappedKey'] as const) {
      for (const at of contact[field].keys()) {
        const altered = { ...contact, [field]: flipped(contact[field], at) };
        expect(() => unsealContact(OLD, PLACE, altered)).toThrow('does-not-open');
      }
    }
  });

  it('cut short, does not open', () => {
    const contact = sealContact(OLD, PLACE, ADDRESS);
    for (const length of [0, 11, 12, 27, contact.sealed.length - 1]) {
      const cut = { ...contact, sealed: contact.sealed.subarray(0, length) };
      expect(() => unsealContact(OLD, PLACE, cut)).toThrow('does-not-open');
    }
  });

  it('under a key that is gone, does not open; under another key of the same name, neither', () => {
    const contact = sealContact(OLD, PLACE, ADDRESS);
    const impostor = parseKeyring(keyLine('z').replace('z:', 'a:'));
    expect(() => unsealContact(NEW, PLACE, contact)).toThrow('unknown-key');
    expect(impostor && (() => unsealContact(impostor, PLACE, contact))).toThrow('does-not-open');
  });

  it('sealed twice, shares neither nonce nor ciphertext nor key', () => {
    const sealings = Array.from({ length: 200 }, () => sealContact(OLD, PLACE, ADDRESS));
    const distinct = (part: (contact: SealedContact) => Buffer) =>
      new Set(sealings.map((contact) => part(contact).toString('hex'))).size;
    expect(distinct(({ sealed }) => sealed.subarray(0, 12))).toBe(200);
    expect(distinct(({ sealed }) => sealed.subarray(12))).toBe(200);
    expect(distinct(({ wrappedKey }) => wrappedKey.subarray(0, 12))).toBe(200);
  });

  it('holds nothing of what it seals', () => {
    const { sealed, wrappedKey } = sealContact(OLD, PLACE, ADDRESS);
    expect(Buffer.concat([sealed, wrappedKey]).includes('anna')).toBe(false);
  });
});

describe('a contact wrapped anew', () => {
  const contact = sealContact(OLD, PLACE, ADDRESS);
  const rewrapped = rewrapContact(BOTH, PLACE, contact);

  it('opens under the new key alone, and its sealed value was not touched', () => {
    expect(unsealContact(NEW, PLACE, rewrapped)).toBe(ADDRESS);
    expect(rewrapped.sealed).toEqual(contact.sealed);
    expect(rewrapped.wrappingKeyId).toBe('b');
  });

  it('no longer opens under the old key alone', () => {
    expect(() => unsealContact(OLD, PLACE, rewrapped)).toThrow('unknown-key');
  });

  it('cannot be made without the old key, nor in another place', () => {
    expect(() => rewrapContact(NEW, PLACE, contact)).toThrow('unknown-key');
    expect(() => rewrapContact(BOTH, { ...PLACE, row: 'row-2' }, contact)).toThrow('does-not-open');
  });
});

describe('what is sealed for minutes', () => {
  const sealed = sealBriefly(OLD, 'seal-inbox', PLACE, ADDRESS);

  it('opens while its key is in the ring, current or not', () => {
    expect(unsealBriefly(OLD, 'seal-inbox', PLACE, sealed)).toBe(ADDRESS);
    expect(unsealBriefly(BOTH, 'seal-inbox', PLACE, sealed)).toBe(ADDRESS);
    expect(() => unsealBriefly(NEW, 'seal-inbox', PLACE, sealed)).toThrow('unknown-key');
  });

  it('opens for its purpose and place alone', () => {
    expect(() => unsealBriefly(OLD, 'wrap-contact', PLACE, sealed)).toThrow('does-not-open');
    expect(() => unsealBriefly(OLD, 'seal-inbox', { ...PLACE, row: 'row-2' }, sealed)).toThrow(
      'does-not-open',
    );
  });

  it('with one byte altered anywhere, or empty, does not open', () => {
    for (const at of sealed.keys())
      expect(() => unsealBriefly(OLD, 'seal-inbox', PLACE, flipped(sealed, at))).toThrow(UnsealError);
    expect(() => unsealBriefly(OLD, 'seal-inbox', PLACE, Buffer.alloc(0))).toThrow(UnsealError);
  });
});

describe('the keyring', () => {
  it('has its first key as the current one', () => {
    expect([BOTH.current.id, BOTH.all.map(({ id }) => id)]).toEqual(['b', ['b', 'a']]);
  });

  it('derives another key for each purpose, and the same one each time', () => {
    const purposes = ['wrap-contact', 'index-address', 'seal-inbox', 'sign-cookie', 'hash-request'] as const;
    const keys = purposes.map((purpose) => derive(OLD.current, purpose).toString('hex'));
    expect(new Set([...keys, OLD.current.bytes.toString('hex')]).size).toBe(6);
    expect(derive(keyringOf('a').current, 'sign-cookie')).toEqual(derive(OLD.current, 'sign-cookie'));
  });
});
