import type { Context } from '../platform/context.ts';
import { UnsealError, unsealContact } from '../platform/seal.ts';
import { contactPlace } from './contact-place.ts';
import type { Contact } from './store.ts';

/** @returns the address; undefined where the key that opens it is destroyed, so that nobody can read it any more */
export function readContact({ keyring }: Pick<Context, 'keyring'>, contact: Contact): string | undefined {
  try {
    return unsealContact(keyring, contactPlace(contact.id), contact);
  } catch (error) {
    if (error instanceof UnsealError) return undefined;
    throw error;
  }
}
