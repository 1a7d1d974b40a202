import type { Request } from 'express';
import type { Context } from '../../platform/context.ts';
import { type Cookie, readCookie } from '../../platform/http/cookies.ts';
import { plainHash } from '../../platform/keys.ts';
import { randomToken } from '../../platform/tokens.ts';
import { SESSION_COOKIE } from '../session-cookie.ts';
import { isPreviousGood, isToBeRotated, isUseToBeNoted, livingSince } from './rules.ts';
import { deleteSession, findSessionOfToken, type KeptSession, rotateSession, updateUse } from './store.ts';

/** A session that this browser has shown a good token of. */
export type SessionInUse = KeptSession & { tokenHash: Buffer };

type Work = Pick<Context, 'clock' | 'database' | 'publicUrl'>;

/** @returns null for a browser that is not signed in, whose session has ended, or whose token was replaced a while ago */
export async function readSession(context: Work, request: Request): Promise<SessionInUse | null> {
  const session = await lookUp(context, request);
  return session && isGood(session, context.clock.now()) ? session : null;
}

/**
 * As `readSession`; but who shows a token that was replaced a while ago has kept what the browser threw away. That is how a
 * stolen one is noticed, whoever of the two came by first: the session ends for both.
 */
export async function openSession(context: Work, request: Request): Promise<SessionInUse | null> {
  const session = await lookUp(context, request);
  if (session === null || isGood(session, context.clock.now())) return session;
  await deleteSession(context.database, session.id);
  return null;
}

/**
 * Once what was asked for is done: notes that the session was used, and replaces its token now and then. Where the session
 * has ended meanwhile, nothing.
 * @returns the cookie that the answer has to bring, if the token was replaced
 */
export async function keepSession(
  { clock, database }: Work,
  session: SessionInUse,
): Promise<Cookie | undefined> {
  const now = clock.now();
  if (session.isCurrent && isToBeRotated(session, now)) {
    const token = randomToken();
    const change = { from: session.tokenHash, to: plainHash(token), at: now };
    return (await rotateSession(database, session.id, change))
      ? { ...SESSION_COOKIE, value: token }
      : undefined;
  }
  if (isUseToBeNoted(session, now)) await updateUse(database, session.id, now);
  return undefined;
}

async function lookUp({ clock, database, publicUrl }: Work, request: Request): Promise<SessionInUse | null> {
  const token = readCookie(request, SESSION_COOKIE, publicUrl);
  if (token === undefined) return null;
  const tokenHash = plainHash(token);
  const found = await findSessionOfToken(database, tokenHash, livingSince(clock.now()));
  return found ? { ...found, tokenHash } : null;
}

function isGood(session: SessionInUse, now: Date): boolean {
  return session.isCurrent || isPreviousGood(session, now);
}
