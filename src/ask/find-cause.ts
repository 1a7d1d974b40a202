import type { Context } from '../platform/context.ts';
import { plainHash } from '../platform/keys.ts';
import { openDeviceToken } from './device-token.ts';
import { quietOf } from './rules.ts';
import { findClock } from './store.ts';

/** Why a browser is not asked. `device`: its reader said so, and nothing is stored; `subject`: a gift, or what else has an id. */
export type Cause =
  | { kind: 'device'; quietUntil: Date; note: Buffer }
  | { kind: 'subject'; quietUntil: Date; subject: string; wishedUntil: Date | null };

/** What stands behind the token of a cookie, past or yet to come. @returns null where nothing does */
export async function findCause(context: Context, token: string): Promise<Cause | null> {
  const word = openDeviceToken(context, token);
  if (word !== null) return { kind: 'device', quietUntil: word.until, note: word.note };
  const clock = await findClock(context.database, plainHash(token));
  return clock
    ? {
        kind: 'subject',
        quietUntil: quietOf(clock),
        subject: clock.subject,
        wishedUntil: clock.wishedUntil,
      }
    : null;
}
