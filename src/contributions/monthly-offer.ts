import type { Request } from 'express';
import { ASK_COOKIE } from '../ask/cookie.ts';
import { offerOf, type WithCatalog } from '../catalog/catalog.ts';
import { findSession } from '../members/find-session.ts';
import { hasLivingMembership } from '../members/has-living-membership.ts';
import type { Context } from '../platform/context.ts';
import { readCookie } from '../platform/http/cookies.ts';
import type { Minor, Money } from '../platform/money.ts';
import { randomToken } from '../platform/tokens.ts';
import type { BrowserCheckouts } from './checkout-cookie.ts';
import type { CheckoutStanding } from './find-checkout.ts';
import { isOfMembership } from './quiet-after.ts';
import { monthlyAmount } from './rules.ts';
import { countRecurring } from './store.ts';

/** By which the reports know what came of the offer. */
export const UPSELL = 'upsell';

export type MonthlyOffer = Money & { campaign: string | null; idempotencyKey: string };

/**
 * After a one-off gift: may it be made a monthly one? Asked once in a browser, and not of whom we know to give regularly:
 * because they are signed in, because this browser is quiet for a membership's sake, or because it set out for one. The
 * address that was typed at the pay page is not looked at: what comes of that would tell who gives.
 */
export async function findMonthlyOffer(
  context: Context & WithCatalog,
  request: Request,
  { ids, wasOffered }: BrowserCheckouts,
  { status, frequency, chosen, campaign }: CheckoutStanding,
): Promise<MonthlyOffer | null> {
  if (status !== 'complete' || frequency !== 'once' || wasOffered) return null;
  const offer = offerOf(context.catalog, chosen.currency);
  if (offer === undefined) return null;
  if ((await countRecurring(context.database, ids)) > 0 || (await isKnownMember(context, request)))
    return null;
  const amount: Minor = monthlyAmount(chosen.amount, offer.presets.monthly, offer.minimum);
  return { amount, currency: chosen.currency, campaign, idempotencyKey: randomToken() };
}

async function isKnownMember(context: Context, request: Request): Promise<boolean> {
  const session = await findSession(context, request);
  if (session && (await hasLivingMembership(context.database, [session.memberId]))) return true;
  return isOfMembership(context, readCookie(request, ASK_COOKIE, context.publicUrl));
}
