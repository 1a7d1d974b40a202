import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Context } from '../platform/context.ts';
import { derive, type RootKey } from '../platform/keys.ts';
import { fromUnixSeconds, toUnixSeconds } from '../platform/time.ts';

/** What a browser was told by nobody but its own reader: until when it is quiet, and a few bytes of whoever asked for it. */
export type DeviceWord = {
  until: Date;
  /** `NOTE_BYTES` of them */
  note: Buffer;
};

export const NOTE_BYTES = 8;

const MARK = Buffer.from([0x67, 0x77, 0x01]);

type Keys = Pick<Context, 'keyring'>;

/**
 * A token that needs no row: its 16 bytes are one block of AES, in which the word is sealed. Without the key it cannot be
 * told from the random tokens of gifts and memberships. It is always within a cookie that is signed, so it need not be.
 */
export function sealDeviceToken({ keyring }: Keys, { until, note }: DeviceWord): string {
  const block = Buffer.alloc(16);
  MARK.copy(block);
  block.writeUInt32BE(toUnixSeconds(until), 3);
  note.copy(block, 7, 0, NOTE_BYTES);
  randomBytes(1).copy(block, 15);
  const cipher = createCipheriv('aes-256-ecb', keyOf(keyring.current), null).setAutoPadding(false);
  return cipher.update(block).toString('base64url');
}

/** @returns null for a token that leads to a row, or to nothing */
export function openDeviceToken({ keyring }: Keys, token: string): DeviceWord | null {
  const sealed = Buffer.from(token, 'base64url');
  if (sealed.length !== 16) return null;
  for (const key of keyring.all) {
    const decipher = createDecipheriv('aes-256-ecb', keyOf(key), null).setAutoPadding(false);
    const block = decipher.update(sealed);
    if (block.subarray(0, MARK.length).equals(MARK))
      return { until: fromUnixSeconds(block.readUInt32BE(3)), note: block.subarray(7, 7 + NOTE_BYTES) };
  }
  return null;
}

/** The same word under the current key, so that it outlives the one that it was sealed under; other tokens as they are. */
export function renewDeviceToken({ keyring }: Keys, token: string): string {
  if (openDeviceToken({ keyring: { ...keyring, all: [keyring.current] } }, token) !== null) return token;
  const word = openDeviceToken({ keyring }, token);
  return word === null ? token : sealDeviceToken({ keyring }, word);
}

function keyOf(key: RootKey): Buffer {
  return derive(key, 'seal-device');
}
