import { readAskCookie } from '../ask/cookie.ts';
import { findCause } from '../ask/find-cause.ts';
import { keepQuietBeside, keepSubjectQuiet } from '../ask/keep-quiet.ts';
import { QUIET_AFTER_ONE_OFF_GIFT } from '../ask/rules.ts';
import { findQuiet } from '../members/find-quiet.ts';
import { isMembership } from '../members/is-membership.ts';
import type { Context } from '../platform/context.ts';
import type { Cookie } from '../platform/http/cookies.ts';
import { DAY, plus } from '../platform/time.ts';
import type { CheckoutStanding } from './find-checkout.ts';

/** Until the word comes on a membership, or the bank's on a debit, for as long as a cookie can say. */
const UNTIL_HEARD_OF = 31 * DAY;

/**
 * After a gift this browser is not asked. Of a gift and a membership the cookie leads to the membership, whichever came
 * first: by it the browser hears of renewals, and is answered about benefits.
 * @returns the cookie that says so, or null where it has it or nothing was given
 */
export async function quietAfter(
  context: Context,
  standing: CheckoutStanding,
  cookieValue: string | undefined,
): Promise<Cookie | null> {
  const { id: subject, status, frequency } = standing;
  if (status !== 'complete' && status !== 'processing') return null;
  const until = (await knownQuiet(context, standing)) ?? plus(context.clock.now(), UNTIL_HEARD_OF);
  const isRenewed = frequency !== 'once';
  if (!isRenewed && (await isOfMembership(context, cookieValue)))
    return keepQuietBeside(context, { until, cookieValue });
  return keepSubjectQuiet(context, { subject, until, cookieValue, isRenewed });
}

/** Whether this browser is quiet because of a membership that lives. */
export async function isOfMembership(context: Context, cookieValue: string | undefined): Promise<boolean> {
  const cookie = readAskCookie(context, cookieValue);
  const cause = cookie && (await findCause(context, cookie.token));
  return cause?.kind === 'subject' && (await isMembership(context.database, cause.subject));
}

async function knownQuiet(
  context: Context,
  { id, status, frequency }: CheckoutStanding,
): Promise<Date | null> {
  if (frequency !== 'once') return findQuiet(context.database, id);
  return status === 'complete' ? plus(context.clock.now(), QUIET_AFTER_ONE_OFF_GIFT) : null;
}
