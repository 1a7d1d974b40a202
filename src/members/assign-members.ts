/** Who an event is about: a customer of Stripe's, an address under its blind index, both, or nobody. */
export type IndexedPerson = { customer: string | null; addressIndex: string | null };

export type Known = {
  customers: ReadonlyMap<string, { memberId: string; named: boolean }>;
  /** by blind index */
  addresses: ReadonlyMap<string, string>;
};

export type Assignment = {
  /** beside each person, in the order given */
  memberIds: (string | null)[];
  newMembers: string[];
  newCustomers: { id: string; memberId: string }[];
  newAddresses: { addressIndex: string; memberId: string }[];
  /** members that had no address and turn out to be somebody known */
  merges: { from: string; to: string }[];
};

/**
 * Decides who is who. A customer belongs to one member for good once an address of that member is known: an address
 * that turns up later proves nothing, since anybody can type one. A customer met before any address was (its
 * subscription's event came first) joins whoever the address belongs to.
 */
export function assignMembers(persons: IndexedPerson[], known: Known, newId: () => string): Assignment {
  const customers = new Map(known.customers);
  const addresses = new Map(known.addresses);
  const result: Assignment = {
    memberIds: [],
    newMembers: [],
    newCustomers: [],
    newAddresses: [],
    merges: [],
  };

  const bearAddress = (addressIndex: string, memberId: string) => {
    addresses.set(addressIndex, memberId);
    result.newAddresses.push({ addressIndex, memberId });
  };
  const bear = () => {
    const id = newId();
    result.newMembers.push(id);
    return id;
  };
  const merge = (from: string, to: string) => {
    const born = result.newMembers.indexOf(from);
    if (born >= 0) result.newMembers.splice(born, 1);
    else result.merges.push({ from, to });
    for (const row of result.newCustomers) if (row.memberId === from) row.memberId = to;
    for (const [id, customer] of customers) {
      if (customer.memberId === from) customers.set(id, { memberId: to, named: true });
    }
  };

  for (const { customer, addressIndex } of persons) {
    const met = customer === null ? undefined : customers.get(customer);
    const addressee = addressIndex === null ? undefined : addresses.get(addressIndex);
    if (met !== undefined && !met.named && addressIndex !== null && customer !== null) {
      if (addressee === undefined) bearAddress(addressIndex, met.memberId);
      else if (addressee !== met.memberId) merge(met.memberId, addressee);
      customers.set(customer, { memberId: addressee ?? met.memberId, named: true });
    } else if (met === undefined && (customer !== null || addressIndex !== null)) {
      const memberId = addressee ?? bear();
      if (addressee === undefined && addressIndex !== null) bearAddress(addressIndex, memberId);
      if (customer !== null) {
        customers.set(customer, { memberId, named: addressIndex !== null });
        result.newCustomers.push({ id: customer, memberId });
      }
    }
  }
  result.memberIds = persons.map(({ customer, addressIndex }) =>
    memberOf(customer, addressIndex, customers, addresses),
  );
  return result;
}

function memberOf(
  customer: string | null,
  addressIndex: string | null,
  customers: ReadonlyMap<string, { memberId: string }>,
  addresses: ReadonlyMap<string, string>,
): string | null {
  const byCustomer = customer === null ? undefined : customers.get(customer)?.memberId;
  const byAddress = addressIndex === null ? undefined : addresses.get(addressIndex);
  return byCustomer ?? byAddress ?? null;
}
