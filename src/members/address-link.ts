import type { Context } from '../platform/context.ts';
import { sealBriefly, UnsealError, unsealBriefly } from '../platform/seal.ts';

const PURPOSE = 'seal-address-link';
const PLACE = { table: 'link', column: 'erase', row: '' };

type Work = Pick<Context, 'keyring'>;

/**
 * For the link that erases, in mails to members and in a last mail: no row is there, or left, that a token could lead to, so
 * it carries the address itself, sealed. Whoever holds it has read a mail sent there.
 * @returns URL-safe text; it does not expire, but opens no more once its key is gone
 */
export function sealAddressLink({ keyring }: Work, address: string): string {
  return sealBriefly(keyring, PURPOSE, PLACE, address).toString('base64url');
}

/** @returns null for what `sealAddressLink` did not write */
export function openAddressLink({ keyring }: Work, text: string): string | null {
  const sealed = Buffer.from(text, 'base64url');
  if (sealed.toString('base64url') !== text) return null;
  try {
    return unsealBriefly(keyring, PURPOSE, PLACE, sealed);
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}
