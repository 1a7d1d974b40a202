import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignMembers, type IndexedPerson } from '../../src/members/assign-members.ts';

/** What the database remembers between batches: the rows of `members`, `customers` and `contacts`. */
function createBook() {
  const customers = new Map<string, string>();
  const addresses = new Map<string, string>();
  const mergedInto = new Map<string, string>();
  let born = 0;

  return {
    assign(batch: IndexedPerson[]) {
      const named = new Set(addresses.values());
      const known = {
        customers: new Map(
          [...customers].map(([id, memberId]) => [id, { memberId, named: named.has(memberId) }]),
        ),
        addresses: new Map(addresses),
      };
      const assignment = assignMembers(batch, known, () => `member-${born++}`);
      for (const { id, memberId } of assignment.newCustomers) customers.set(id, memberId);
      for (const { addressIndex, memberId } of assignment.newAddresses) addresses.set(addressIndex, memberId);
      for (const { from, to } of assignment.merges) {
        mergedInto.set(from, to);
        for (const [id, memberId] of customers) if (memberId === from) customers.set(id, to);
      }
      return assignment;
    },
    memberNow: (id: string | null) => (id === null ? null : (mergedInto.get(id) ?? id)),
    /** Everything that is known of each member, sorted: who is who, whatever they are called. */
    partition(): string[] {
      const groups = new Map<string, string[]>();
      for (const [name, memberId] of [...customers, ...addresses])
        groups.set(memberId, [...(groups.get(memberId) ?? []), name].toSorted());
      return [...groups.values()].map((names) => names.join(' ')).toSorted();
    },
  };
}

function assignedIn(batches: IndexedPerson[][]) {
  const book = createBook();
  for (const batch of batches) book.assign(batch);
  return book;
}

/** Cuts a list into batches of the given sizes; what is left over comes last. */
function cut<Item>(items: Item[], sizes: number[]): Item[][] {
  const rest = [...items];
  return [...sizes.map((size) => rest.splice(0, size)), rest];
}

/**
 * A history as Checkout makes them: of each customer one address is ever told, in some of its events; some events
 * name an address alone, some nobody.
 */
const history = fc
  .record({
    owners: fc.array(fc.option(fc.constantFrom('@a', '@b', '@c')), { minLength: 1, maxLength: 6 }),
    mentions: fc.array(fc.record({ who: fc.nat(5), named: fc.boolean() }), { maxLength: 15 }),
    strangers: fc.array(fc.constantFrom('@a', '@d', null), { maxLength: 3 }),
  })
  .map(({ owners, mentions, strangers }): IndexedPerson[] => [
    ...mentions.map(({ who, named }) => {
      const index = who % owners.length;
      return { customer: `cus_${index}`, addressIndex: named ? (owners[index] ?? null) : null };
    }),
    ...strangers.map((addressIndex) => ({ customer: null, addressIndex })),
  ]);

describe('who is who', () => {
  it('comes out the same in any order and any batches', () => {
    const shuffled = history.chain((persons) =>
      fc.record({
        persons: fc.constant(persons),
        other: fc.shuffledSubarray(persons, { minLength: persons.length }),
        sizes: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 6 }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ persons, other, sizes }) => {
        expect(assignedIn(cut(other, sizes)).partition()).toEqual(assignedIn([persons]).partition());
      }),
      { numRuns: 1000 },
    );
  });

  it('is learnt once: the same again changes nothing', () => {
    fc.assert(
      fc.property(history, (persons) => {
        const book = assignedIn([persons]);
        const before = book.partition();
        const again = book.assign(persons);
        expect(again).toMatchObject({ newMembers: [], newCustomers: [], newAddresses: [], merges: [] });
        expect(book.partition()).toEqual(before);
      }),
    );
  });

  it('is said of every event, rightly also after a later merge', () => {
    fc.assert(
      fc.property(history, fc.array(fc.integer({ min: 0, max: 4 })), (persons, sizes) => {
        const book = createBook();
        const said = cut(persons, sizes).flatMap((batch) => book.assign(batch).memberIds);
        const { memberIds } = book.assign(persons);
        expect(said.map(book.memberNow)).toEqual(memberIds);
      }),
    );
  });

  it('nobody is made up: each new member has a customer or an address', () => {
    fc.assert(
      fc.property(history, (persons) => {
        const { newMembers, newCustomers, newAddresses } = createBook().assign(persons);
        const borne = new Set([...newCustomers, ...newAddresses].map(({ memberId }) => memberId));
        expect(borne).toEqual(new Set(newMembers));
      }),
    );
  });
});

describe('one after the other', () => {
  it('two customers of one address are one member', () => {
    const book = assignedIn([
      [{ customer: 'cus_1', addressIndex: '@a' }],
      [{ customer: 'cus_2', addressIndex: '@a' }],
    ]);
    expect(book.partition()).toEqual(['@a cus_1 cus_2']);
  });

  it('a customer met before its address joins whoever the address belongs to', () => {
    const book = assignedIn([
      [{ customer: 'cus_1', addressIndex: '@a' }],
      [{ customer: 'cus_2', addressIndex: null }],
    ]);
    const { merges } = book.assign([{ customer: 'cus_2', addressIndex: '@a' }]);
    expect(merges).toEqual([{ from: 'member-1', to: 'member-0' }]);
    expect(book.partition()).toEqual(['@a cus_1 cus_2']);
  });

  it('a customer met before its address keeps its member where the address is new', () => {
    const book = assignedIn([[{ customer: 'cus_1', addressIndex: null }]]);
    const { newMembers, merges } = book.assign([{ customer: 'cus_1', addressIndex: '@a' }]);
    expect([newMembers, merges]).toEqual([[], []]);
    expect(book.partition()).toEqual(['@a cus_1']);
  });

  it('an address that turns up later at a customer who has one proves nothing', () => {
    const book = assignedIn([
      [{ customer: 'cus_1', addressIndex: '@a' }],
      [{ customer: 'cus_2', addressIndex: '@b' }],
    ]);
    const { memberIds, merges, newAddresses } = book.assign([{ customer: 'cus_1', addressIndex: '@b' }]);
    expect([memberIds, merges, newAddresses]).toEqual([['member-0'], [], []]);
    expect(book.partition()).toEqual(['@a cus_1', '@b cus_2']);
  });

  it('nobody is nobody', () => {
    expect(createBook().assign([{ customer: null, addressIndex: null }])).toMatchObject({
      memberIds: [null],
      newMembers: [],
    });
  });
});
