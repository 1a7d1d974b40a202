import { openAddressLink } from '../../members/address-link.ts';
import { readAddressee } from '../../members/addressees.ts';
import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';
import type { Locale } from '../../platform/locale.ts';
import { type ErasingContext, erasePerson } from '../erasure/erase-person.ts';
import { findPerson, type Lead } from '../erasure/find-person.ts';
import { addresseeOfLink } from './addressee-of-link.ts';

/**
 * Erases all that is kept for the address to which the mail with this token went, the member's record included: whoever
 * shows it has read a mail sent there. The answer does not tell what there was.
 * @returns false for a link that was used up, has expired, or is not ours
 */
export async function eraseByLink(context: ErasingContext, token: string, locale?: Locale): Promise<boolean> {
  const lead = await whoseLink(context, context.database, token);
  const { erased } = await erasePerson(context, lead, locale && { locale });
  return erased.members + erased.addresses > 0;
}

/** Whether there is anything that this link erases. */
export async function mayEraseByLink(context: Context, token: string): Promise<boolean> {
  const lead = await whoseLink(context, context.database, token);
  const { whole, addresseeIds } = await findPerson(context, context.database, lead);
  return whole.memberIds.length + addresseeIds.length > 0;
}

/** Some mails' links carry the address; every other's leads to it, unless the key that opens it is gone. */
async function whoseLink(context: Context, database: Database, token: string): Promise<Lead> {
  const carried = openAddressLink(context, token);
  if (carried !== null) return { addresses: [carried] };
  const addresseeId = await addresseeOfLink(database, token);
  if (addresseeId === undefined) return {};
  const address = (await readAddressee(context, database, addresseeId))?.address;
  return { addresseeIds: [addresseeId], ...(address !== undefined && { addresses: [address] }) };
}
