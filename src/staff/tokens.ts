import type { Request } from 'express';
import type { Context } from '../platform/context.ts';
import { Problem } from '../platform/http/problem.ts';
import { plainHash } from '../platform/keys.ts';
import { randomToken } from '../platform/tokens.ts';
import type { Role } from './roles.ts';
import { findToken, insertToken } from './store.ts';

/** @returns the token itself, which is nowhere else: only its hash is kept */
export async function createToken(
  context: Context,
  { name, role }: { name: string; role: Role },
): Promise<string> {
  const token = `gw_${role}_${randomToken()}`;
  await insertToken(context.database, {
    id: context.ids.timeOrdered(),
    name,
    role,
    tokenHash: plainHash(token),
    createdAt: context.clock.now(),
  });
  return token;
}

/** Whether a token is known here. */
export async function isToken(context: Context, token: string): Promise<boolean> {
  return (await findToken(context.database, plainHash(token))) !== undefined;
}

/**
 * Lets a request pass whose Bearer token has one of the roles. Unknown and missing tokens get the same answer.
 * @returns who it is: the name that the token was given
 * @throws Problem unauthorized, forbidden
 */
export async function requireRole(
  context: Context,
  request: Request,
  roles: readonly Role[],
): Promise<{ name: string; role: Role }> {
  const [, token] = /^Bearer\s+([\w-]{10,200})$/i.exec(request.get('authorization') ?? '') ?? [];
  const found = token === undefined ? undefined : await findToken(context.database, plainHash(token));
  if (found === undefined) throw new Problem('unauthorized', { headers: { 'WWW-Authenticate': 'Bearer' } });
  if (!roles.includes(found.role)) throw new Problem('forbidden');
  return found;
}
