import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomToken, sign, verify } from '../../src/platform/tokens.ts';
import { keyringOf } from '../support/keyring.ts';

const RING = keyringOf('a');
const SIGNED = sign(RING, 'ask', 'payload');

describe('a signed value', () => {
  it('gives its payload back, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (payload) => {
        expect(verify(RING, 'ask', sign(RING, 'ask', payload))).toBe(payload);
      }),
    );
  });

  it('of another kind is worth nothing', () => {
    expect(verify(RING, 'checkout', SIGNED)).toBeNull();
  });

  it('cannot be shifted between kind and payload', () => {
    expect(verify(RING, 'as', sign(RING, 'ask', 'payload').replace('payload', 'kpayload'))).toBeNull();
  });

  it('holds while its key is in the ring, and no longer', () => {
    expect(verify(keyringOf('b', 'a'), 'ask', SIGNED)).toBe('payload');
    expect(verify(keyringOf('b'), 'ask', SIGNED)).toBeNull();
  });

  it('is signed with the current key', () => {
    expect(verify(keyringOf('b'), 'ask', sign(keyringOf('b', 'a'), 'ask', 'payload'))).toBe('payload');
  });

  it.each([
    ['nothing', ''],
    ['no signature', 'payload'],
    ['an empty signature', 'payload.'],
    ['another payload', SIGNED.replace('payload', 'payloae')],
    ['a signature cut short', SIGNED.slice(0, -1)],
    ['a longer signature', `${SIGNED}A`],
    ['characters of several bytes', `payload.${'é'.repeat(11)}`],
    ['only the signature', SIGNED.slice('payload'.length)],
  ])('%s: is refused', (_what, forged) => {
    expect(verify(RING, 'ask', forged)).toBeNull();
  });

  it('with any character changed is refused', () => {
    for (const at of Array.from(SIGNED).keys()) {
      const other = SIGNED[at] === 'A' ? 'B' : 'A';
      expect(verify(RING, 'ask', SIGNED.slice(0, at) + other + SIGNED.slice(at + 1))).toBeNull();
    }
  });
});

it('a token has 128 random bits and needs no escaping', () => {
  const tokens = Array.from({ length: 1000 }, randomToken);
  expect(new Set(tokens).size).toBe(1000);
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{22}$/);
});
