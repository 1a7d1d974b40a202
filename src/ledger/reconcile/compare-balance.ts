import type { Context } from '../../platform/context.ts';
import { minor } from '../../platform/money.ts';
import { HOUR, plus } from '../../platform/time.ts';
import type { WithStripe } from '../../stripe/client.ts';
import { type Holding, readHoldings, type Span } from '../../stripe/list-made.ts';
import { type OnPage, searchMovements } from './compare-kinds.ts';
import { inWords, type Variance } from './rules.ts';
import type { Run } from './run.ts';
import { type Held, sumHoldings } from './store.ts';

/** Stripe makes money available some time in the hour in which it is due. */
const SLACK = HOUR;
/** Where gifts come in all the time, the balance may move between one question and the next. */
const MOST_READS = 5;

/** Both sides at one moment. */
type Balances = {
  theirs: Map<string, Holding>;
  ours: Map<string, Held>;
  /** by currency: what Stripe has made within the last minutes and the sweep has not brought yet */
  onItsWay: Map<string, bigint>;
  /** nothing moved while they were read */
  quiet: boolean;
};

/**
 * The balance as a whole, which shows a cent that is wrong anywhere in the past. Where what was found of the days that were
 * compared does not explain a difference, balance transactions of all other days are compared until it is explained.
 */
export async function compareBalance(
  context: Context & WithStripe,
  scope: { run: Run; span: { from: Date; to: Date }; search: boolean; onPage: OnPage },
): Promise<void> {
  const { run, span, search, onPage } = scope;
  const balances = await readBalances(context, run);
  const isExplained = () => listDifferences(run, balances).length === 0;
  for (const rest of search ? [after(span, run), { from: null, to: span.from }] : []) {
    if (!isExplained()) await searchMovements(context, { run, span: rest, onPage }, isExplained);
  }
  await run.keep(listDifferences(run, balances));
}

function after({ to }: { to: Date }, { settledBefore }: Run): Span {
  return { from: to, to: settledBefore > to ? settledBefore : to };
}

async function readBalances(context: Context & WithStripe, run: Run): Promise<Balances> {
  for (let reads = 1; ; reads += 1) {
    const before = await readOnce(context);
    const onItsWay = await findOnItsWay(context, run, before.readAt);
    const { theirs, ours } = await readOnce(context);
    const quiet = isSame(before.theirs, theirs) && isSame(before.ours, ours);
    if (quiet || reads === MOST_READS) return { theirs, ours, onItsWay, quiet };
  }
}

async function readOnce(context: Context & WithStripe) {
  const { holdings: theirs, readAt } = await readHoldings(context.stripe);
  const held = await sumHoldings(context.database, readAt, SLACK);
  return { theirs, ours: new Map(held.map((one) => [one.currency, one])), readAt };
}

/** What is too young to be missed: looked for, but not kept. */
async function findOnItsWay(context: Context & WithStripe, run: Run, readAt: Date) {
  const young: Run = {
    ...run,
    explained: new Map(),
    settledBefore: NEVER,
    keep: async (found) => [...found],
  };
  const span = { from: run.settledBefore, to: plus(readAt, HOUR) };
  await searchMovements(context, { run: young, span, onPage: () => {} }, () => false);
  return young.explained;
}

const NEVER = new Date(8.64e15);

function isSame(one: Map<string, Holding>, other: Map<string, Holding>): boolean {
  const both = new Set([...one.keys(), ...other.keys()]);
  return [...both].every((currency) => totalOf(one, currency) === totalOf(other, currency));
}

function totalOf(holdings: Map<string, Holding>, currency: string): bigint {
  const held = holdings.get(currency);
  return held === undefined ? 0n : held.available + held.pending;
}

function listDifferences({ explained }: Run, { theirs, ours, onItsWay, quiet }: Balances): Variance[] {
  const currencies = new Set([...theirs.keys(), ...ours.keys()]);
  return [...currencies].toSorted().flatMap((currency): Variance[] => {
    const sums = { ours: totalOf(ours, currency), theirs: totalOf(theirs, currency) };
    const gap = sums.theirs - sums.ours - (onItsWay.get(currency) ?? 0n);
    const found = explained.get(currency);
    const parts = {
      ours: ours.get(currency)?.available ?? 0n,
      theirs: theirs.get(currency)?.available ?? 0n,
    };
    if (gap !== 0n && gap !== found) return [difference(currency, sums, { what: 'balance', quiet })];
    // Which part is available follows from the balance transactions: one that is named already explains it.
    const isClear = found === undefined && !onItsWay.has(currency) && !ours.get(currency)?.turning;
    if (!isClear || parts.ours === parts.theirs) return [];
    return [difference(currency, parts, { what: 'available balance', quiet })];
  });
}

function difference(
  currency: string,
  { ours, theirs }: { ours: bigint; theirs: bigint },
  { what, quiet }: { what: string; quiet: boolean },
): Variance {
  const here = inWords(minor(ours), currency);
  const there = inWords(minor(theirs), currency);
  const moved = quiet ? '' : ', but it moved while it was read';
  return {
    kind: 'balance',
    id: currency,
    day: null,
    finding: 'different',
    ours: minor(ours),
    theirs: minor(theirs),
    difference: minor(ours - theirs),
    currency,
    pending: !quiet,
    note: `By our balance transactions the ${what} is ${here}; Stripe says ${there}${moved}, and no balance transaction that was compared explains it. Look: reconcile over earlier days`,
  };
}
