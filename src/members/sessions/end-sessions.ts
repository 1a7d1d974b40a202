import type { Request } from 'express';
import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';
import { readCookie } from '../../platform/http/cookies.ts';
import { plainHash } from '../../platform/keys.ts';
import { SESSION_COOKIE } from '../session-cookie.ts';
import { livingSince } from './rules.ts';
import { deleteSessionOfToken, deleteSessionsBefore, deleteSessionsOf } from './store.ts';

/** Signs this browser out, if it is signed in at all. */
export async function endSessionHere(
  { publicUrl }: Pick<Context, 'publicUrl'>,
  database: Database,
  request: Request,
): Promise<void> {
  const token = readCookie(request, SESSION_COOKIE, publicUrl);
  if (token !== undefined) await deleteSessionOfToken(database, plainHash(token));
}

/** Signs these members out everywhere, at once. */
export async function endSessionsOf(database: Database, memberIds: string[]): Promise<void> {
  if (memberIds.length > 0) await deleteSessionsOf(database, memberIds);
}

/** Forgets sessions that have run out. */
export async function tidySessions({ clock, database }: Pick<Context, 'clock' | 'database'>): Promise<void> {
  await deleteSessionsBefore(database, livingSince(clock.now()));
}
