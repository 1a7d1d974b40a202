import { addresseesOf } from '../../members/addressees.ts';
import { findMembersOfAddress } from '../../members/find-members-of-address.ts';
import { findWhole, lockWhole, type WholeMember } from '../../members/find-whole.ts';
import { lockAddressOf } from '../../members/lock-address.ts';
import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';

/** Whom it is about; more than one of these may lead to the same person, or to nobody any more. */
export type Lead = { memberIds?: string[]; addresses?: string[]; addresseeIds?: string[] };

/** All that is kept of a person: what they are as a member, and every address that they left beside that. */
export type Person = { whole: WholeMember; addresseeIds: string[] };

type Work = Pick<Context, 'keyring'>;

/** As it stands, without waiting for anybody. */
export async function findPerson(context: Work, database: Database, lead: Lead): Promise<Person> {
  const memberIds = await membersOf(context, database, lead);
  const whole = await findWhole(context, database, memberIds);
  const addressees = await addresseesAt(context, database, { ...lead, addresses: addressesOf(lead, whole) });
  return { whole, addresseeIds: addressees };
}

/**
 * As `findPerson`; until the transaction ends nobody else confirms, asks for or hears of anything of theirs. Addresses
 * first, as all do that lock both.
 */
export async function lockPerson(context: Work, transaction: Database, lead: Lead): Promise<Person> {
  const seen = await findWhole(context, transaction, await membersOf(context, transaction, lead));
  const addresses = addressesOf(lead, seen);
  for (const address of addresses) await lockAddressOf(context, transaction, address);
  const memberIds = await membersOf(context, transaction, { ...lead, addresses });
  const whole = await lockWhole(context, transaction, memberIds);
  const addresseeIds = await addresseesAt(context, transaction, { ...lead, addresses });
  return { whole, addresseeIds };
}

async function membersOf(
  context: Work,
  database: Database,
  { memberIds = [], addresses = [] }: Lead,
): Promise<string[]> {
  const found = new Set(memberIds);
  for (const address of addresses)
    for (const id of await findMembersOfAddress(context, database, address)) found.add(id);
  return [...found];
}

function addressesOf({ addresses = [] }: Lead, whole: WholeMember): string[] {
  return [...new Set([...addresses, ...whole.addresses])].toSorted();
}

async function addresseesAt(
  context: Work,
  database: Database,
  { addresses = [], addresseeIds = [] }: Lead,
): Promise<string[]> {
  const found = new Set(addresseeIds);
  for (const address of addresses)
    for (const id of await addresseesOf(context, database, address)) found.add(id);
  return [...found].toSorted();
}
