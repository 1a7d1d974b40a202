import type { Request } from 'express';
import type { Context } from '../platform/context.ts';
import { readSession } from './sessions/use-session.ts';

/** Who is signed in. `memberId`: a pseudonym, of whoever they turned out to be. */
export type Session = { id: string; memberId: string };

/**
 * Looks, and changes nothing: right where being signed in only makes an answer better. What is for members alone is a
 * route by `forMember` (account/sign-in), which keeps the session alive and its token fresh.
 * @returns null for a browser that is not signed in, or whose session has ended
 */
export async function findSession(
  context: Pick<Context, 'clock' | 'database' | 'publicUrl'>,
  request: Request,
): Promise<Session | null> {
  const session = await readSession(context, request);
  return session && { id: session.id, memberId: session.memberId };
}
