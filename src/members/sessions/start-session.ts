import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';
import type { Cookie } from '../../platform/http/cookies.ts';
import { plainHash } from '../../platform/keys.ts';
import { randomToken } from '../../platform/tokens.ts';
import { SESSION_COOKIE } from '../session-cookie.ts';
import { insertSession } from './store.ts';

/** Signs a browser in, always under a token that nobody knew before. @returns its cookie, which ends with the browser */
export async function startSession(
  { clock, ids }: Pick<Context, 'clock' | 'ids'>,
  database: Database,
  memberId: string,
): Promise<Cookie> {
  const token = randomToken();
  const now = clock.now();
  await insertSession(database, {
    id: ids.random(),
    memberId,
    tokenHash: plainHash(token),
    previousHash: null,
    rotatedAt: now,
    usedAt: now,
    createdAt: now,
  });
  return { ...SESSION_COOKIE, value: token };
}
