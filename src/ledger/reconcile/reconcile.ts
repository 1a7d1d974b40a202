import type { Context } from '../../platform/context.ts';
import { DAY, earliest, plus } from '../../platform/time.ts';
import type { WithStripe } from '../../stripe/client.ts';
import { compareBalance } from './compare-balance.ts';
import { compareCharges, compareDisputes, compareMovements, compareRefunds } from './compare-kinds.ts';
import { findPaymentsFromNothing } from './compare-payments.ts';
import { comparePayouts } from './compare-payouts.ts';
import { deleteInterrupted, endRun, insertRun } from './results/store.ts';
import { listTotals, type Total } from './rules.ts';
import { type Run, startRun } from './run.ts';

/** Days of Stripe's, in UTC; both inclusive. */
export type Days = { from: string; to: string };

export type Order = Days & {
  /** whether to look through all other days where the balance differs and these days do not explain it */
  search: boolean;
  signal?: AbortSignal | undefined;
};

export type Reconciled = Days & {
  id: string;
  /** how many of Stripe's objects were compared */
  compared: number;
  /** without those that are on their way, which are `pending` */
  variances: number;
  pending: number;
  totals: Total[];
};

/** What is being compared, and how far it is: 0 to 1. */
export type OnProgress = (what: string, share: number) => void;

/**
 * Compares the books with what Stripe says of some days, to the cent: every balance transaction, charge with its payment,
 * refund, dispute, payout with its lines; and the balance as it is now. Reads at Stripe and in the books, and writes only
 * what it finds, which takes the place of what was found of these days before.
 * @throws StripeError, or what `signal` says; then what it found so far counts for nothing
 */
export async function reconcile(
  context: Context & WithStripe,
  { from, to, search, signal }: Order,
  onProgress: OnProgress = () => {},
): Promise<Reconciled> {
  const { database, clock } = context;
  const run = startRun(context, signal);
  await deleteInterrupted(database, plus(run.startedAt, -DAY));
  await insertRun(database, { id: run.id, fromDay: from, toDay: to, startedAt: run.startedAt });
  const span = { from: new Date(from), to: plus(new Date(to), DAY) };
  await compareAll(context, { run, span, search }, onProgress);
  const totals = listTotals(run.totals);
  const { id, compared } = run;
  const ended = {
    id,
    fromDay: from,
    toDay: to,
    endedAt: clock.now(),
    compared,
    totals: JSON.stringify(totals),
  };
  const counts = await endRun(database, ended);
  context.log.info('reconciled', { count: counts.variances });
  return { id, from, to, compared, ...counts, totals };
}

async function compareAll(
  context: Context & WithStripe,
  { run, span, search }: { run: Run; span: { from: Date; to: Date }; search: boolean },
  onProgress: OnProgress,
): Promise<void> {
  const end = earliest(span.to, context.clock.now());
  const towards = (what: string) => (downTo: Date | null) => {
    const share =
      (end.getTime() - (downTo ?? span.from).getTime()) / (end.getTime() - span.from.getTime() || 1);
    onProgress(what, Math.min(Math.max(share, 0), 1));
  };
  await compareMovements(context, { run, span, onPage: towards('balance transactions') });
  await compareCharges(context, { run, span, onPage: towards('charges') });
  await findPaymentsFromNothing(context, run, span);
  await compareRefunds(context, { run, span, onPage: towards('refunds') });
  await compareDisputes(context, { run, span, onPage: towards('disputes') });
  await comparePayouts(context, { run, span, onPage: towards('payouts') });
  await compareBalance(context, { run, span, search, onPage: towards('the balance') });
}
