import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { readContact } from './read-contact.ts';
import { findContactsOfMembers } from './store.ts';

/**
 * Where to write to a member: the address that was heard of last.
 * @returns undefined for whoever has none, was erased, or whose key is destroyed
 */
export async function addressOfMember(
  context: Pick<Context, 'keyring'>,
  database: Database,
  memberId: string,
): Promise<string | undefined> {
  const contacts = await findContactsOfMembers(database, [memberId]);
  for (const contact of contacts) {
    const address = readContact(context, contact);
    if (address !== undefined) return address;
  }
  return undefined;
}
