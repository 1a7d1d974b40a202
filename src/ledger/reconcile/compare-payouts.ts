import type { Context } from '../../platform/context.ts';
import { minor } from '../../platform/money.ts';
import type { WithStripe } from '../../stripe/client.ts';
import { listPayoutLines } from '../../stripe/list-balance.ts';
import { listPayoutsMade, type Span } from '../../stripe/list-made.ts';
import type { BalanceTransactionReading, PayoutReading } from '../../stripe/readings.ts';
import type { BalanceTransaction } from '../facts.ts';
import { keepAll, keepMovements, type OnPage, pairsOf } from './compare-kinds.ts';
import { MOVEMENT, PAYOUT } from './entries.ts';
import { dayOf, inWords, mainFigure, type Pair, pairUp, type Variance } from './rules.ts';
import type { Run } from './run.ts';
import { findMovements, findOtherLines, findPayouts } from './store.ts';

type OurPayout = Awaited<ReturnType<typeof findPayouts>>[number];

/** Payouts, and the lines of those whose lines Stripe has settled. */
export async function comparePayouts(
  context: Context & WithStripe,
  { run, span, onPage }: { run: Run; span: Span; onPage: OnPage },
): Promise<void> {
  for await (const made of listPayoutsMade(context.stripe, span)) {
    await keepAll(run, 'payout', await pairsOf(context, made, PAYOUT, findPayouts));
    const ids = made.readings.map(({ id }) => id);
    const own = new Map((await findPayouts(context.database, NOTHING_ELSE, ids)).map((row) => [row.id, row]));
    for (const payout of made.readings) {
      const ours = own.get(payout.id);
      // Without the payout itself there is nothing that its lines could be tied to; that it is missing is said already.
      if (payout.automatic && payout.reconciled && ours) await compareLines(context, run, payout, ours);
    }
    onPage(made.span.from);
  }
}

const NOTHING_ELSE: Span = { from: null, to: new Date(0) };

/** What the lines of a payout come to, without the one that takes it off the balance; and what that one takes. */
type Sum = { lines: bigint; own: bigint };

async function compareLines(
  context: Context & WithStripe,
  run: Run,
  payout: PayoutReading,
  ours: OurPayout,
): Promise<void> {
  const theirSum: Sum = { lines: 0n, own: 0n };
  const ourSum: Sum = { lines: 0n, own: 0n };
  // The ids of one payout's lines: the one thing here that grows with a day's gifts.
  const listed: string[] = [];
  for await (const { readings } of listPayoutLines(context.stripe, payout.id)) {
    const rows = await findMovements(
      context.database,
      NOTHING_ELSE,
      readings.map(({ id }) => id),
    );
    const pairs = pairUp(readings.map(MOVEMENT.theirs), rows.map(MOVEMENT.ours));
    await keepMovements(run, pairs);
    const tied = new Map(rows.map((row) => [row.id, row.payoutId]));
    await run.keep(readings.flatMap((line) => compareTie(run, payout, line, { ours, tied })));
    for (const { theirs, ours: own } of pairs) {
      addTo(theirSum, payout, theirs);
      addTo(ourSum, payout, own);
    }
    listed.push(...readings.map(({ id }) => id));
  }
  const others = await findOtherLines(context.database, payout.id, listed);
  await run.keep(others.map((line) => strayLine(payout, line)));
  await run.keep(compareSums(payout, ours, { theirSum, ourSum }));
}

function addTo(sum: Sum, payout: PayoutReading, entry: Pair['theirs']): void {
  if (entry === undefined) return;
  const part = entry.id === payout.balanceTransaction ? 'own' : 'lines';
  sum[part] += mainFigure(entry);
}

/** @param tied of our balance transactions, to which payout; one that is missing here is named already */
function compareTie(
  run: Run,
  payout: PayoutReading,
  line: BalanceTransactionReading,
  { ours, tied }: { ours: OurPayout; tied: Map<string, string | null> },
): Variance[] {
  const payoutHere = tied.get(line.id);
  if (payoutHere === undefined || payoutHere === payout.id) return [];
  const net = minor(line.net);
  const { heardOf } = run.patience('payout-line');
  return [
    {
      kind: 'payout-line',
      id: line.id,
      day: dayOf(new Date(payout.createdAt)),
      finding: payoutHere === null ? 'missing-here' : 'different',
      ours: payoutHere === null ? null : net,
      theirs: net,
      difference: minor(payoutHere === null ? -net : 0n),
      currency: line.currency,
      pending: ours.linesReadAt === null && ours.learntAt > heardOf,
      note: `Balance transaction ${line.id} is a line of payout ${payout.id} at Stripe; here it is ${
        payoutHere === null ? 'tied to none' : `tied to ${payoutHere}`
      }. Mend: backfill --since ${dayOf(new Date(payout.createdAt))} --apply`,
    },
  ];
}

function strayLine(payout: PayoutReading, line: BalanceTransaction): Variance {
  return {
    kind: 'payout-line',
    id: line.id,
    day: dayOf(new Date(payout.createdAt)),
    finding: 'unknown-at-stripe',
    ours: line.net,
    theirs: null,
    difference: line.net,
    currency: line.currency,
    pending: false,
    note: `Balance transaction ${line.id} is tied to payout ${payout.id} here, and not among its lines at Stripe. Look: rebuild --verify`,
  };
}

/**
 * The lines must come to what reached the bank. Where an amount differs between the two sides, it is named by itself: then
 * it is enough that one side's lines come to one side's amount.
 */
function compareSums(
  payout: PayoutReading,
  ours: OurPayout,
  { theirSum, ourSum }: { theirSum: Sum; ourSum: Sum },
): Variance[] {
  const { id, currency } = payout;
  const amounts = new Set([BigInt(payout.amount), ours.amount]);
  const agree = [theirSum, ourSum].some(({ lines, own }) => amounts.has(lines) && own === -lines);
  if (agree) return [];
  const lines = minor(theirSum.lines);
  const own = minor(-theirSum.own);
  return [
    {
      kind: 'payout',
      id,
      day: dayOf(new Date(payout.createdAt)),
      finding: 'different',
      ours: ours.amount,
      theirs: lines,
      difference: minor(ours.amount - lines),
      currency,
      pending: false,
      note: `Payout ${id} is of ${inWords(minor(payout.amount), currency)} at Stripe; its lines there come to ${inWords(lines, currency)}, and ${inWords(own, currency)} left the balance for it. Look: Stripe's dashboard`,
    },
  ];
}
