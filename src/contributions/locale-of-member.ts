import type { Database } from '../platform/database.ts';
import type { Locale } from '../platform/locale.ts';
import { findLocaleOfMember } from './store.ts';

/**
 * In which language somebody is written to: that of the newest contribution of theirs that came through.
 * @returns null for whoever came another way, or before languages were kept
 */
export async function localeOfMember(database: Database, memberId: string): Promise<Locale | null> {
  return findLocaleOfMember(database, memberId);
}
