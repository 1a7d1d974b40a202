import type { Database } from '../platform/database.ts';
import { plainHash } from '../platform/keys.ts';
import { clearToken, findEndedOfToken } from './store.ts';

/**
 * The link in the mails of a reminder that is done. Its address is gone, so there is nothing to stop; but whoever presses it
 * is to hear that, and not that the link is broken.
 * @returns whether it is one that was not pressed yet
 */
export async function isEndedLink(database: Database, token: string): Promise<boolean> {
  return (await findEndedOfToken(database, plainHash(token))) !== undefined;
}

/** @returns false where it is no such link, or was used */
export async function useEndedLink(database: Database, token: string): Promise<boolean> {
  return (await clearToken(database, plainHash(token))) > 0;
}
