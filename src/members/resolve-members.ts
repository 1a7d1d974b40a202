import { changeMember as changeMemberInLedger } from '../ledger/change-member.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { addressIndexes } from '../platform/email-address.ts';
import { plainHash } from '../platform/keys.ts';
import { sealContact } from '../platform/seal.ts';
import { NOBODY, type Person } from '../stripe/readings.ts';
import { type Assignment, assignMembers, type IndexedPerson } from './assign-members.ts';
import { contactPlace } from './contact-place.ts';
import {
  type Contact,
  changeMember,
  findContacts,
  findCustomers,
  insertContacts,
  insertCustomers,
  insertMembers,
  lockPersons,
} from './store.ts';

type Work = Pick<Context, 'clock' | 'ids' | 'keyring'>;

/**
 * Finds or makes the member behind each person, within the caller's transaction. Whoever else is working on one of
 * them waits, so two first gifts of one address at the same moment are one member.
 * @returns member ids in the order given; null for nobody
 */
export async function resolveMembers(
  context: Work,
  database: Database,
  persons: Person[],
): Promise<(string | null)[]> {
  const addresses = new AddressBook(context, persons);
  const indexed = persons.map((person) => addresses.index(person.mentioned ? NOBODY : person));
  const keys = lockKeys(indexed);
  if (keys.length === 0) return persons.map(() => null);
  await lockPersons(database, keys);

  const customerIds = new Set(indexed.flatMap(({ customer }) => customer ?? []));
  const customers = await findCustomers(database, [...customerIds]);
  const contacts = await findContacts(database, addresses.allIndexes());
  const assignment = assignMembers(
    indexed,
    {
      customers: new Map(customers.map(({ id, ...customer }) => [id, customer])),
      addresses: new Map(
        contacts.map((contact) => [addresses.currentIndexOf(contact.addressIndex), contact.memberId]),
      ),
    },
    context.ids.random,
  );
  await store(context, database, assignment, addresses);
  return assignment.memberIds;
}

async function store(
  context: Work,
  database: Database,
  assignment: Assignment,
  addresses: AddressBook,
): Promise<void> {
  await insertMembers(database, assignment.newMembers, context.clock.now());
  await insertContacts(
    database,
    assignment.newAddresses.map(({ addressIndex, memberId }) => addresses.seal(addressIndex, memberId)),
  );
  await insertCustomers(database, assignment.newCustomers);
  for (const { from, to } of assignment.merges) {
    await changeMember(database, from, to);
    await changeMemberInLedger(database, from, to);
  }
}

/** The addresses of one batch, each under its blind index by the current key, as hex. */
class AddressBook {
  private readonly context: Work;
  private readonly byIndex = new Map<string, string>();
  private readonly currentByAny = new Map<string, string>();

  constructor(context: Work, persons: Person[]) {
    this.context = context;
    for (const { address } of persons) if (address !== null) this.add(address);
  }

  private add(address: string): string {
    const [current, ...older] = addressIndexes(this.context.keyring, address).map(({ index }) =>
      index.toString('hex'),
    );
    const currentIndex = current ?? '';
    this.byIndex.set(currentIndex, address);
    for (const any of [currentIndex, ...older]) this.currentByAny.set(any, currentIndex);
    return currentIndex;
  }

  index({ customer, address }: Person): IndexedPerson {
    return { customer, addressIndex: address === null ? null : this.add(address) };
  }

  /** Under every key of the ring, because a contact may not have been indexed anew yet. */
  allIndexes(): Buffer[] {
    return [...this.currentByAny.keys()].map((hex) => Buffer.from(hex, 'hex'));
  }

  currentIndexOf(index: Buffer): string {
    const hex = index.toString('hex');
    return this.currentByAny.get(hex) ?? hex;
  }

  seal(addressIndex: string, memberId: string): Contact {
    const id = this.context.ids.random();
    const address = this.byIndex.get(addressIndex) ?? '';
    return {
      id,
      memberId,
      addressIndex: Buffer.from(addressIndex, 'hex'),
      indexKeyId: this.context.keyring.current.id,
      ...sealContact(this.context.keyring, contactPlace(id), address),
      createdAt: this.context.clock.now(),
    };
  }
}

function lockKeys(persons: IndexedPerson[]): bigint[] {
  const names = new Set(
    persons.flatMap(({ customer, addressIndex }) => [customer ?? [], addressIndex ?? []].flat()),
  );
  const keys = [...names].map((name) => plainHash(name).readBigInt64BE(0));
  return keys.sort((one, other) => (one < other ? -1 : 1));
}
