import type { Request } from 'express';
import { findSession } from '../members/find-session.ts';
import { listMemberships, type Standing } from '../members/list-memberships.ts';
import { isLiving } from '../members/rules.ts';
import type { Context } from '../platform/context.ts';
import { findByRequestKey } from './store.ts';
import type { CheckoutWish, RequestKey } from './wish.ts';

/**
 * What somebody has already who is about to start another membership. Asked of the session alone, never of an address: what
 * anybody can type must not tell who gives.
 * @returns nothing for who is not signed in, who means both, and for the repeat of a request that was answered before
 */
export async function findExisting(
  context: Context,
  request: Request,
  { frequency, alongside }: Pick<CheckoutWish, 'frequency' | 'alongside'>,
  requestKey: RequestKey | null,
): Promise<Standing[]> {
  if (frequency === 'once' || alongside) return [];
  const session = await findSession(context, request);
  if (session === null) return [];
  const living = (await listMemberships(context.database, session.memberId)).filter(isLiving);
  if (living.length === 0 || requestKey === null) return living;
  const isRepeat = (await findByRequestKey(context.database, requestKey.key)) !== undefined;
  return isRepeat ? [] : living;
}
