import type { Request } from 'express';
import { ASK_COOKIE } from '../../ask/cookie.ts';
import { keepSubjectQuiet } from '../../ask/keep-quiet.ts';
import { listMemberships, type Standing } from '../../members/list-memberships.ts';
import { quietUntil } from '../../members/rules.ts';
import type { Context } from '../../platform/context.ts';
import { type Cookie, readCookie } from '../../platform/http/cookies.ts';

/**
 * A member who signs in on another device is not asked there, either: it is told what the one was on which they gave.
 * @returns the cookie that says so, or null where there is nothing to say that this browser does not know
 */
export async function quietMember(
  context: Context,
  request: Request,
  memberId: string,
): Promise<Cookie | null> {
  const now = context.clock.now();
  const [longest] = (await listMemberships(context.database, memberId))
    .flatMap(quietOf)
    .filter(({ until }) => until > now)
    .toSorted((one, other) => other.until.getTime() - one.until.getTime());
  if (longest === undefined) return null;
  const cookieValue = readCookie(request, ASK_COOKIE, context.publicUrl);
  return keepSubjectQuiet(context, { ...longest, cookieValue });
}

function quietOf(membership: Standing): { subject: string; until: Date }[] {
  const { contributionId, status } = membership;
  // What did not come through our checkout has no clock that renewals would move.
  if (contributionId === null || status === 'incomplete') return [];
  return [{ subject: contributionId, until: quietUntil(membership) }];
}
