import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { UnsealError, unsealContact } from '../platform/seal.ts';
import { contactPlace } from './contact-place.ts';
import { findContactsOfMember } from './store.ts';

/**
 * Where to write to a member: the address that was heard of last.
 * @returns undefined for whoever has none, was erased, or whose key is destroyed
 */
export async function addressOfMember(
  { keyring }: Pick<Context, 'keyring'>,
  database: Database,
  memberId: string,
): Promise<string | undefined> {
  for (const contact of await findContactsOfMember(database, memberId)) {
    try {
      return unsealContact(keyring, contactPlace(contact.id), contact);
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
    }
  }
  return undefined;
}
