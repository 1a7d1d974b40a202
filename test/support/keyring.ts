import { type Keyring, parseKeyring } from '../../src/platform/keys.ts';

/** `ENCRYPTION_KEYS` with a key for each letter, the first of them current: `keyLine('b', 'a')`. */
export function keyLine(...letters: string[]): string {
  return letters.map((letter) => `${letter}:${Buffer.alloc(32, letter).toString('base64')}`).join(',');
}

export function keyringOf(...letters: string[]): Keyring {
  const keyring = parseKeyring(keyLine(...letters));
  if (keyring === null) throw new Error('not a keyring');
  return keyring;
}
