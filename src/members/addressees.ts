import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { addressIndexes } from '../platform/email-address.ts';
import { plainHash } from '../platform/keys.ts';
import { type Place, type SealedContact, sealContact, UnsealError, unsealContact } from '../platform/seal.ts';
import { randomToken } from '../platform/tokens.ts';
import {
  deleteAddressees,
  findAddressee,
  findAddresseeIds,
  findAddresseeOfToken,
  insertAddressee,
} from './addressees/store.ts';

/** Whom to write to, and the token that the links in the mail carry: whoever shows it has read that mail. */
export type Addressee = { address: string; token: string };

type Work = Pick<Context, 'ids' | 'keyring'>;

const TOKEN_LENGTH = 22;

/** Keeps an address, sealed under a key of its own. @returns the addressee's id */
export async function keepAddressee(context: Work, database: Database, address: string): Promise<string> {
  const id = context.ids.random();
  const token = randomToken();
  const [current] = addressIndexes(context.keyring, address);
  if (current === undefined) throw new Error('a keyring without keys');
  await insertAddressee(database, {
    id,
    addressIndex: current.index,
    indexKeyId: current.keyId,
    ...sealContact(context.keyring, addresseePlace(id), `${token}${address}`),
    tokenHash: plainHash(token),
  });
  return id;
}

/** @returns undefined where it is forgotten. @throws UnsealError where the key that wraps it is gone */
export async function openAddressee(
  { keyring }: Pick<Context, 'keyring'>,
  database: Database,
  id: string,
): Promise<Addressee | undefined> {
  const row = await findAddressee(database, id);
  return row && toAddressee({ keyring }, row);
}

/** As `openAddressee`. @returns undefined also where the key that wraps it is destroyed: then nobody can read it any more */
export async function readAddressee(
  context: Pick<Context, 'keyring'>,
  database: Database,
  id: string,
): Promise<Addressee | undefined> {
  try {
    return await openAddressee(context, database, id);
  } catch (error) {
    if (error instanceof UnsealError) return undefined;
    throw error;
  }
}

/** @throws UnsealError */
export function toAddressee(
  { keyring }: Pick<Context, 'keyring'>,
  { id, ...sealed }: SealedContact & { id: string },
): Addressee {
  const plain = unsealContact(keyring, addresseePlace(id), sealed);
  return { token: plain.slice(0, TOKEN_LENGTH), address: plain.slice(TOKEN_LENGTH) };
}

/** @returns the addressee whose mail carried this token; undefined for one that is used up, forged or forgotten */
export async function addresseeOfToken(database: Database, token: string): Promise<string | undefined> {
  return findAddresseeOfToken(database, plainHash(token));
}

/** Every row that was kept for this address, under whatever key. */
export async function addresseesOf(
  { keyring }: Pick<Context, 'keyring'>,
  database: Database,
  address: string,
): Promise<string[]> {
  return findAddresseeIds(
    database,
    addressIndexes(keyring, address).map(({ index }) => index),
  );
}

/**
 * For good: the key that opens the address goes with it.
 * @returns the hashes of the tokens that their mails carried, which lead to nobody
 */
export async function forgetAddressees(database: Database, ids: string[]): Promise<Buffer[]> {
  return ids.length > 0 ? deleteAddressees(database, ids) : [];
}

export function addresseePlace(id: string): Place {
  return { table: 'identity.addressees', column: 'sealed', row: id };
}
