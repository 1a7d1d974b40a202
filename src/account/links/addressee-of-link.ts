import { addresseeOfToken } from '../../members/addressees.ts';
import type { Database } from '../../platform/database.ts';
import { findLinkOf } from '../sign-in/store.ts';

/**
 * Whom the mail with this token went to. The link to sign in is for that alone: the mail that brings it has another one to
 * erase by.
 * @returns undefined for a link that was used up, has expired, is not ours, or signs in
 */
export async function addresseeOfLink(database: Database, token: string): Promise<string | undefined> {
  const addresseeId = await addresseeOfToken(database, token);
  if (addresseeId === undefined) return undefined;
  return (await findLinkOf(database, addresseeId)) === undefined ? addresseeId : undefined;
}
