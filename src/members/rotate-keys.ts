import type { Context } from '../platform/context.ts';
import { addressIndexes } from '../platform/email-address.ts';
import { rewrapContact, unsealContact } from '../platform/seal.ts';
import { contactPlace } from './contact-place.ts';
import { type Contact, findContactsOfOldKeys, updateContactKeys } from './store.ts';

const AT_A_TIME = 200;

/**
 * Brings every contact under the current key: its own key is wrapped anew, its address indexed anew. The service keeps
 * running meanwhile, since it looks addresses up under every key of the ring; it can be stopped and started again.
 * Afterwards the old keys can be taken out of `ENCRYPTION_KEYS` and destroyed.
 * @param onProgress told how many are done
 * @returns how many were moved
 * @throws UnsealError when a key that is still needed is missing
 */
export async function rotateKeys(
  context: Pick<Context, 'database' | 'keyring'>,
  onProgress: (done: number) => void = () => {},
): Promise<number> {
  let done = 0;
  for (;;) {
    const moved = await context.database.transaction(async (transaction) => {
      const contacts = await findContactsOfOldKeys(transaction, context.keyring.current.id, AT_A_TIME);
      for (const contact of contacts) await updateContactKeys(transaction, underCurrentKey(context, contact));
      return contacts.length;
    });
    if (moved === 0) return done;
    done += moved;
    onProgress(done);
  }
}

function underCurrentKey({ keyring }: Pick<Context, 'keyring'>, contact: Contact): Contact {
  const place = contactPlace(contact.id);
  const address = unsealContact(keyring, place, contact);
  const [current] = addressIndexes(keyring, address);
  if (current === undefined) throw new Error('a keyring without keys');
  const rewrapped = rewrapContact(keyring, place, contact);
  return { ...contact, ...rewrapped, addressIndex: current.index, indexKeyId: current.keyId };
}
