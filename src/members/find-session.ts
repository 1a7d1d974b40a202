import type { Request } from 'express';
import type { Context } from '../platform/context.ts';
import { readCookie } from '../platform/http/cookies.ts';
import { Problem } from '../platform/http/problem.ts';
import { plainHash } from '../platform/keys.ts';
import { plus } from '../platform/time.ts';
import { SESSION_COOKIE, SESSION_IDLE, SESSION_LASTS } from './session-cookie.ts';
import { findSessionOfToken } from './store.ts';

/** Who is signed in. `memberId`: a pseudonym, of whoever they turned out to be. */
export type Session = { id: string; memberId: string };

/** @returns null for a browser that is not signed in, or whose session has ended */
export async function findSession(
  context: Pick<Context, 'clock' | 'database' | 'publicUrl'>,
  request: Request,
): Promise<Session | null> {
  const token = readCookie(request, SESSION_COOKIE, context.publicUrl);
  if (token === undefined) return null;
  const now = context.clock.now();
  const found = await findSessionOfToken(context.database, plainHash(token), {
    usedAfter: plus(now, -SESSION_IDLE),
    createdAfter: plus(now, -SESSION_LASTS),
  });
  return found ?? null;
}

/** For the HTTP interface. @throws Problem unauthorized */
export async function requireSession(
  context: Pick<Context, 'clock' | 'database' | 'publicUrl'>,
  request: Request,
): Promise<Session> {
  const session = await findSession(context, request);
  if (session === null) throw new Problem('unauthorized');
  return session;
}
