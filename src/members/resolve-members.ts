import { changeMember as changeMemberInLedger } from '../ledger/change-member.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { addressIndexes } from '../platform/email-address.ts';
import { plainHash } from '../platform/keys.ts';
import { sealContact } from '../platform/seal.ts';
import { together } from '../platform/statements.ts';
import { NOBODY, type Person } from '../stripe/readings.ts';
import { type Assignment, assignMembers, type IndexedPerson } from './assign-members.ts';
import { contactPlace } from './contact-place.ts';
import {
  type Contact,
  changeMember,
  insertContacts,
  insertCustomers,
  insertMembers,
  lockPersons,
} from './store.ts';

type Work = Pick<Context, 'clock' | 'ids' | 'keyring'>;

/** `isErased`: nothing more of them may be kept than what the books need. */
export type FoundMember = { memberId: string | null; isErased: boolean };

type Found = {
  members: FoundMember[];
  isMerging: boolean;
  isSettled(index: number): boolean;
  keep(): Promise<void>;
};

const NOT_FOUND: FoundMember = { memberId: null, isErased: false };
const NOBODY_INDEXED: IndexedPerson = { customer: null, addressIndex: null };

/** Which of the persons, by their places, are to be left alone. */
type Settled = {
  /** locked along with the persons: ids of whatever is settled without one */
  names: readonly string[];
  /** asked once all is locked, along with who is known */
  ask(): Promise<(index: number) => boolean>;
};

const NONE_SETTLED: Settled = { names: [], ask: async () => () => false };

/** Finds or makes the member behind a person, within the caller's transaction. See `findMembers`. */
export async function resolveMember(context: Work, database: Database, person: Person): Promise<FoundMember> {
  const { members, keep } = await findMembers(context, database, [person]);
  await keep();
  return members[0] ?? NOT_FOUND;
}

/**
 * Finds the member behind each person, or gives them one, within the caller's transaction. Whoever else is working on one
 * of them waits, so two first gifts of one address at the same moment are one member.
 * @returns whom it found, in the order given, with a null id for nobody; what `settled` answered; and `keep`, which writes
 *   what is new of them, and sends it before it returns unless somebody turned out to be somebody else
 */
export async function findMembers(
  context: Work,
  database: Database,
  persons: Person[],
  settled: Settled = NONE_SETTLED,
): Promise<Found> {
  const addresses = new AddressBook(context, persons);
  const indexed = persons.map((person) => addresses.index(person.mentioned ? NOBODY : person));
  // Who is only mentioned may be about to be erased: then what is kept of them must come before that, or not at all.
  const customers = persons.flatMap(({ customer }) => customer ?? []);
  const addressed = indexed.flatMap(({ addressIndex }) => addressIndex ?? []);
  const keys = personLocks([...customers, ...addressed, ...settled.names]);
  const found = lockPersons(database, keys, {
    customers: [...new Set(customers)],
    addressIndexes: addresses.allIndexes(),
  });
  // Sent after the lock, so that what it waited for is seen.
  const asked = settled.ask();
  await together<unknown>([found, asked]);
  const [known, isSettled] = [await found, await asked];
  const knownCustomers = new Map<string, { memberId: string; named: boolean; erased: boolean }>();
  const contacts = new Map<string, string>();
  for (const one of known) {
    if (one.kind === 'customer') knownCustomers.set(one.key, one);
    else contacts.set(addresses.currentIndexOf(one.key), one.memberId);
  }
  const open = indexed.map((person, index) => (isSettled(index) ? NOBODY_INDEXED : person));
  const assignment = assignMembers(
    open,
    { customers: knownCustomers, addresses: contacts },
    context.ids.random,
  );
  return {
    members: persons.map(({ customer }, index) => ({
      memberId: assignment.memberIds[index] ?? null,
      isErased: customer !== null && knownCustomers.get(customer)?.erased === true,
    })),
    isMerging: assignment.merges.length > 0,
    isSettled,
    keep: () => store(context, database, assignment, addresses),
  };
}

async function store(
  context: Work,
  database: Database,
  assignment: Assignment,
  addresses: AddressBook,
): Promise<void> {
  const { newMembers, newAddresses, newCustomers } = assignment;
  const createdAt = context.clock.now();
  await together([
    insertMembers(
      database,
      newMembers.map((id) => ({ id, createdAt })),
    ),
    insertContacts(
      database,
      newAddresses.map(({ addressIndex, memberId }) => addresses.seal(addressIndex, memberId)),
    ),
    insertCustomers(database, newCustomers),
  ]);
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

  currentIndexOf(hex: string): string {
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

/** @param names ids of customers and events, and blind indexes in hexadecimal. @returns by what `lockPersons` locks them, sorted */
export function personLocks(names: readonly string[]): bigint[] {
  const keys = [...new Set(names)].map((name) => plainHash(name).readBigInt64BE(0));
  return keys.sort((one, other) => (one < other ? -1 : 1));
}
