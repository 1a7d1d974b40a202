import type { Context } from '../../platform/context.ts';
import type { WithStripe } from '../../stripe/client.ts';
import {
  listBalanceMade,
  listChargesMade,
  listDisputesMade,
  listRefundsMade,
  type Made,
  type Span,
} from '../../stripe/list-made.ts';
import { comparePaymentsOfCharges } from './compare-payments.ts';
import { CHARGE, DISPUTE, MOVEMENT, REFUND, type Sides } from './entries.ts';
import { addToTotals, compareSides, mainFigure, type Pair, pairUp, type VarianceKind } from './rules.ts';
import type { Run } from './run.ts';
import { findCharges, findDisputes, findMovements, findRefunds } from './store.ts';

/** Told after each page down to when a kind is compared: Stripe lists the newest first. */
export type OnPage = (downTo: Date | null) => void;

type Scope = { run: Run; span: Span; onPage: OnPage };

/** What moved on the balance. */
export async function compareMovements(
  context: Context & WithStripe,
  { run, span, onPage }: Scope,
): Promise<void> {
  for await (const made of listBalanceMade(context.stripe, span)) {
    const pairs = await pairsOf(context, made, MOVEMENT, findMovements);
    count(run, 'balance-transaction', pairs);
    await keepMovements(run, pairs);
    onPage(made.span.from);
  }
}

/** The same, but only far enough to explain why the balance differs. @param isExplained asked after each page */
export async function searchMovements(
  context: Context & WithStripe,
  { run, span, onPage }: Scope,
  isExplained: () => boolean,
): Promise<void> {
  for await (const made of listBalanceMade(context.stripe, span)) {
    await keepMovements(run, await pairsOf(context, made, MOVEMENT, findMovements));
    onPage(made.span.from);
    if (isExplained()) return;
  }
}

/** Keeps what differs, and by how much that makes the balance differ. */
export async function keepMovements(run: Run, pairs: readonly Pair[]): Promise<void> {
  const fresh = new Set((await run.keep(differing(run, 'balance-transaction', pairs))).map(({ id }) => id));
  for (const { theirs, ours } of pairs) {
    const entry = theirs ?? ours;
    if (entry === undefined || !fresh.has(entry.id) || entry.madeAt >= run.settledBefore) continue;
    if (theirs) add(run.explained, theirs.currency, mainFigure(theirs));
    if (ours) add(run.explained, ours.currency, -mainFigure(ours));
  }
}

/** Charges that succeeded, and the payments that they brought. */
export async function compareCharges(
  context: Context & WithStripe,
  { run, span, onPage }: Scope,
): Promise<void> {
  for await (const made of listChargesMade(context.stripe, span)) {
    const pairs = (await pairsOf(context, made, CHARGE, findCharges)).filter(hasSucceeded);
    count(run, 'charge', pairs);
    const paid = made.readings.filter(({ status }) => status === 'succeeded');
    const unpaid = await comparePaymentsOfCharges(context, run, paid);
    // A charge that is missing together with its payment is one gap, and the payment names it.
    const found = differing(run, 'charge', pairs);
    await run.keep(found.filter(({ id, finding }) => finding !== 'missing-here' || !unpaid.has(id)));
    onPage(made.span.from);
  }
}

export async function compareRefunds(
  context: Context & WithStripe,
  { run, span, onPage }: Scope,
): Promise<void> {
  for await (const made of listRefundsMade(context.stripe, span)) {
    await keepAll(run, 'refund', await pairsOf(context, made, REFUND, findRefunds));
    onPage(made.span.from);
  }
}

export async function compareDisputes(
  context: Context & WithStripe,
  { run, span, onPage }: Scope,
): Promise<void> {
  for await (const made of listDisputesMade(context.stripe, span)) {
    await keepAll(run, 'dispute', await pairsOf(context, made, DISPUTE, findDisputes));
    onPage(made.span.from);
  }
}

export async function pairsOf<Reading extends { id: string }, Row>(
  { database }: Context,
  { span, readings }: Made<Reading>,
  sides: Sides<Reading, Row>,
  find: (database: Context['database'], span: Span, ids: string[]) => Promise<Row[]>,
): Promise<Pair[]> {
  const rows = await find(
    database,
    span,
    readings.map(({ id }) => id),
  );
  return pairUp(readings.map(sides.theirs), rows.map(sides.ours));
}

export async function keepAll(run: Run, kind: VarianceKind, pairs: readonly Pair[]): Promise<void> {
  count(run, kind, pairs);
  await run.keep(differing(run, kind, pairs));
}

function count(run: Run, kind: VarianceKind, pairs: readonly Pair[]): void {
  for (const pair of pairs) addToTotals(run.totals, kind, pair);
  run.compared += pairs.filter(({ theirs }) => theirs !== undefined).length;
}

function differing(run: Run, kind: VarianceKind, pairs: readonly Pair[]) {
  return pairs.flatMap((pair) => compareSides(kind, pair, run.patience(kind)) ?? []);
}

function hasSucceeded({ theirs, ours }: Pair): boolean {
  return theirs?.words.status === 'succeeded' || ours?.words.status === 'succeeded';
}

function add(sums: Map<string, bigint>, currency: string, amount: bigint): void {
  sums.set(currency, (sums.get(currency) ?? 0n) + amount);
}
