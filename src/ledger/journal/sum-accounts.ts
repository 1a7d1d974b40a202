import type { Database } from '../../platform/database.ts';
import { type Minor, minor } from '../../platform/money.ts';
import { compare } from '../../platform/order.ts';
import { readJournal } from './read-journal.ts';
import type { Account } from './rules.ts';

/** One account in one currency; `balance` is `debit` less `credit`. */
export type AccountSum = { account: Account; currency: string; debit: Minor; credit: Minor; balance: Minor };

/**
 * The trial balance: what stands on each account at the end of a day, never two currencies together. The balances of a
 * currency sum to zero.
 */
export async function sumAccounts(
  database: Database,
  { to, timeZone }: { to: string; timeZone: string },
): Promise<AccountSum[]> {
  const sums = new Map<string, AccountSum>();
  for await (const entries of readJournal(database, { to, timeZone })) {
    for (const { currency, postings } of entries) {
      for (const { account, amount } of postings) {
        const key = `${currency} ${account}`;
        const none = { account, currency, debit: minor(0), credit: minor(0), balance: minor(0) };
        sums.set(key, add(sums.get(key) ?? none, amount));
      }
    }
  }
  return [...sums].toSorted(([one], [other]) => compare(one, other)).map(([, sum]) => sum);
}

function add({ debit, credit, balance, ...account }: AccountSum, amount: Minor): AccountSum {
  return {
    ...account,
    debit: amount > 0n ? minor(debit + amount) : debit,
    credit: amount < 0n ? minor(credit - amount) : credit,
    balance: minor(balance + amount),
  };
}
