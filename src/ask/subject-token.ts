import type { Context } from '../platform/context.ts';
import { keyedHash } from '../platform/keys.ts';
import { openDeviceToken } from './device-token.ts';

/**
 * The token of a gift, a membership or a reminder by e-mail: 128 bits that nobody guesses without our key, and for one
 * subject always the same ones, so that a browser that keeps no cookie and asks again makes no second row. One in 16
 * million would open as the word of a device, and is passed over.
 */
export function subjectToken(context: Pick<Context, 'keyring'>, subject: string): string {
  for (let draw = 0; ; draw += 1) {
    const hash = keyedHash(context.keyring.current, 'ask-token', `${subject} ${draw}`);
    const token = hash.subarray(0, 16).toString('base64url');
    if (openDeviceToken(context, token) === null) return token;
  }
}
