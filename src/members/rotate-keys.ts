import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { addressIndexes } from '../platform/email-address.ts';
import { type Place, rewrapContact, type SealedContact, unsealContact } from '../platform/seal.ts';
import { findAddresseesOfOldKeys, updateAddresseeKeys } from './addressees/store.ts';
import { addresseePlace, toAddressee } from './addressees.ts';
import { contactPlace } from './contact-place.ts';
import { findContactsOfOldKeys, updateContactKeys } from './store.ts';

const AT_A_TIME = 200;

type Work = Pick<Context, 'database' | 'keyring'>;

/** Moves some of what is still under another key. @param wait for what somebody is at, instead of leaving it for later. @returns how many; 0: none is left */
type Step = (context: Work, transaction: Database, wait: boolean) => Promise<number>;

/**
 * Brings every address under the current key, members' and others': its own key is wrapped anew, its address indexed anew.
 * The service keeps running meanwhile, since it looks addresses up under every key of the ring; it can be stopped and
 * started again. Afterwards the old keys can be taken out of `ENCRYPTION_KEYS` and destroyed.
 * @param onProgress told how many are done
 * @returns how many were moved
 * @throws UnsealError when a key that is still needed is missing
 */
export async function rotateKeys(
  context: Work,
  onProgress: (done: number) => void = () => {},
): Promise<number> {
  let done = 0;
  for (const step of [moveContacts, moveAddressees]) {
    for (let wait = false; ; ) {
      const moved = await context.database.transaction((transaction) => step(context, transaction, wait));
      // What somebody was at meanwhile comes last: the old key must not go while anything is under it.
      if (moved === 0 && wait) break;
      wait = moved === 0;
      done += moved;
      if (!wait) onProgress(done);
    }
  }
  return done;
}

const moveContacts: Step = async ({ keyring }, transaction, wait) => {
  const contacts = await findContactsOfOldKeys(transaction, keyring.current.id, {
    limit: AT_A_TIME,
    wait,
  });
  for (const contact of contacts) {
    const place = contactPlace(contact.id);
    const address = unsealContact(keyring, place, contact);
    await updateContactKeys(transaction, underCurrentKey({ keyring }, { ...contact, place, address }));
  }
  return contacts.length;
};

/** What is sealed with an address, the token that its mails carry, stays as it is. */
const moveAddressees: Step = async ({ keyring }, transaction, wait) => {
  const addressees = await findAddresseesOfOldKeys(transaction, keyring.current.id, {
    limit: AT_A_TIME,
    wait,
  });
  for (const addressee of addressees) {
    const place = addresseePlace(addressee.id);
    const { address } = toAddressee({ keyring }, addressee);
    await updateAddresseeKeys(transaction, underCurrentKey({ keyring }, { ...addressee, place, address }));
  }
  return addressees.length;
};

function underCurrentKey<Kept extends SealedContact>(
  { keyring }: Pick<Context, 'keyring'>,
  { place, address, ...kept }: Kept & { place: Place; address: string },
) {
  const [current] = addressIndexes(keyring, address);
  if (current === undefined) throw new Error('a keyring without keys');
  const rewrapped = rewrapContact(keyring, place, kept);
  return { ...kept, ...rewrapped, addressIndex: current.index, indexKeyId: current.keyId };
}
