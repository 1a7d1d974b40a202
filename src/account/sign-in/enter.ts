import type { Request } from 'express';
import { addresseeOfToken, addresseesOf, readAddressee } from '../../members/addressees.ts';
import { findMemberOfAddress } from '../../members/find-member-of-address.ts';
import { lockAddressOf } from '../../members/lock-address.ts';
import { endSessionHere } from '../../members/sessions/end-sessions.ts';
import { startSession } from '../../members/sessions/start-session.ts';
import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';
import type { Cookie } from '../../platform/http/cookies.ts';
import { eraseSignInLinks } from './forget-links.ts';
import { quietMember } from './quiet-member.ts';
import { findLinkOf } from './store.ts';

/**
 * Signs a browser in by the link in a mail: once, whatever comes at the same time. The other links of the address, and the
 * session that the browser had, end with it.
 * @returns its cookies; null for a link that was used, has run out, or is not ours
 */
export async function enter(context: Context, request: Request, token: string): Promise<Cookie[] | null> {
  const entered = await context.database.transaction(async (transaction) => {
    const memberId = await redeem(context, transaction, token);
    if (memberId === null) return null;
    await endSessionHere(context, transaction, request);
    return { memberId, cookie: await startSession(context, transaction, memberId) };
  });
  if (entered === null) return null;
  const quiet = await quietMember(context, request, entered.memberId);
  return quiet === null ? [entered.cookie] : [entered.cookie, quiet];
}

/** @returns whom the link signs in: it is used up now */
async function redeem(context: Context, transaction: Database, token: string): Promise<string | null> {
  const addresseeId = await addresseeOfToken(transaction, token);
  const addressee = addresseeId && (await readAddressee(context, transaction, addresseeId));
  if (!addresseeId || !addressee) return null;
  await lockAddressOf(context, transaction, addressee.address);
  // Looked for under the lock: whoever came first has left nothing.
  if (!(await isLiving(context, transaction, addresseeId))) return null;
  await eraseSignInLinks(transaction, await addresseesOf(context, transaction, addressee.address));
  return (await findMemberOfAddress(context, transaction, addressee.address)) ?? null;
}

/** Whether this link would sign somebody in; nothing changes by it, however often mail programs look. */
export async function mayEnter(context: Context, token: string): Promise<boolean> {
  const addresseeId = await addresseeOfToken(context.database, token);
  return addresseeId !== undefined && isLiving(context, context.database, addresseeId);
}

async function isLiving({ clock }: Context, database: Database, addresseeId: string): Promise<boolean> {
  const link = await findLinkOf(database, addresseeId);
  return link !== undefined && link.expiresAt > clock.now();
}
