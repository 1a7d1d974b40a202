import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { addressIndexes } from '../platform/email-address.ts';
import { UnsealError } from '../platform/seal.ts';
import type { ForgetUnapplied } from '../stripe/forget-unapplied.ts';
import { NOBODY, type Person, Reading } from '../stripe/readings.ts';
import { sealPerson, unsealPerson } from './observe.ts';
import { findReading, findSealedPersons, updateReading } from './store.ts';
import { withoutLinks } from './without-links.ts';

/** What waits to be tried again is locked, and passed over by whoever tries, until the transaction ends. */
export function createForgetUnapplied(context: Pick<Context, 'keyring'>): ForgetUnapplied {
  return async (transaction, { addresses, customers }) => {
    const indexes = new Set(addresses.map((address) => indexOf(context, address)));
    const named = new Set<string>();
    for (const { id, sealedPerson } of await findSealedPersons(transaction)) {
      const person = readPerson(context, id, sealedPerson);
      const { customer, address } = person;
      const isNamed = address !== null && indexes.has(indexOf(context, address));
      if (!isNamed && !(customer !== null && customers.includes(customer))) continue;
      if (isNamed && customer !== null) named.add(customer);
      await forget(context, transaction, id, person);
    }
    return [...named].toSorted();
  };
}

async function forget(
  context: Pick<Context, 'keyring'>,
  transaction: Database,
  id: string,
  person: Person,
): Promise<void> {
  const text = (await findReading(transaction, id))?.reading ?? null;
  await updateReading(transaction, id, {
    sealedPerson: sealPerson(context, id, { ...person, address: null }),
    reading: text === null ? null : JSON.stringify(withoutLinks(Reading.parse(JSON.parse(text)))),
  });
}

/** Whom nobody can read any more, that is nobody. */
function readPerson(context: Pick<Context, 'keyring'>, id: string, sealed: Buffer | null): Person {
  try {
    return unsealPerson(context, id, sealed);
  } catch (error) {
    if (error instanceof UnsealError) return NOBODY;
    throw error;
  }
}

function indexOf({ keyring }: Pick<Context, 'keyring'>, address: string): string {
  return addressIndexes(keyring, address)[0]?.index.toString('hex') ?? '';
}
