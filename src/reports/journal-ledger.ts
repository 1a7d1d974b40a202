import type { Entry } from '../ledger/journal/read-journal.ts';
import { ACCOUNTS, type Account } from '../ledger/journal/rules.ts';
import { decimalsOf, type Money, toDecimal } from '../platform/money.ts';

/** hledger's letters for the types of accounts: what is cash shows in its cash flow report. */
const TYPES: Record<string, string> = { assets: 'A', equity: 'E', income: 'R', expenses: 'X' };
const CASH: ReadonlySet<Account> = new Set([ACCOUNTS.balance, ACCOUNTS.bank]);

export type LedgerHead = {
  from: string;
  to: string;
  timeZone: string;
  completeThrough: Date | null;
  currencies: readonly string[];
};

/**
 * The journal as plain-text accounting, which hledger reads (https://hledger.org/hledger.html#journal), Ledger and others
 * too. Accounts and commodities are declared, so that `hledger check --strict` passes. What the giver's bank saw is a tag.
 */
export async function* journalAsLedger(
  pages: AsyncIterable<Entry[]>,
  head: LedgerHead,
): AsyncGenerator<string> {
  yield toHead(head);
  for await (const entries of pages) yield entries.map(toTransaction).join('');
}

function toHead({ from, to, timeZone, completeThrough, currencies }: LedgerHead): string {
  const accounts = Object.values(ACCOUNTS).toSorted();
  return [
    `; Groundswell: the journal from ${from} to ${to}, days of ${timeZone}`,
    `; complete through ${completeThrough?.toISOString() ?? 'nothing yet'}`,
    '',
    ...currencies.map((currency) => `commodity ${sample(currency)} ${currency.toUpperCase()}`),
    '',
    ...accounts.map((account) => `account ${account}  ; type:${typeOf(account)}`),
    '',
    '',
  ].join('\n');
}

/** `1000.00`, and for yen `1000.`: the mark says that there are no decimals. */
function sample(currency: string): string {
  return `1000.${'0'.repeat(decimalsOf(currency))}`;
}

function typeOf(account: Account): string {
  return CASH.has(account) ? 'C' : (TYPES[account.split(':')[0] ?? ''] ?? 'A');
}

function toTransaction({ day, id, description, currency, postings, ...memo }: Entry): string {
  const tags = [
    `type:${word(memo.type)}`,
    memo.presentment && `presentment:${amountOf(memo.presentment)}`,
    memo.sourceId && `source:${word(memo.sourceId)}`,
    memo.paymentId && `payment:${word(memo.paymentId)}`,
    memo.payoutId && `payout:${word(memo.payoutId)}`,
  ];
  const lines = postings.map(({ account, amount }) => `    ${account}  ${amountOf({ amount, currency })}`);
  return [
    `${day} (${word(id)}) ${description}  ; ${tags.filter((tag) => tag !== null).join(', ')}`,
    ...lines,
    '',
    '',
  ].join('\n');
}

function amountOf(money: Money): string {
  return `${toDecimal(money)} ${money.currency.toUpperCase()}`;
}

/** Stripe's words are letters, digits and underscores; whatever else came would be read as part of the format. */
function word(text: string): string {
  return text.replaceAll(/[^\w.-]/g, '_');
}
