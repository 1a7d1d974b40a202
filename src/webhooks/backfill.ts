import { forgetProgress, forgetProgressFrom, moveOn, reached } from '../ledger/keep-progress.ts';
import type { Context } from '../platform/context.ts';
import { DAY, earliest, HOUR, MINUTE, plus, SECOND } from '../platform/time.ts';
import type { WithStripe } from '../stripe/client.ts';
import { listBalance } from '../stripe/list-balance.ts';
import { listEvents } from '../stripe/list-events.ts';
import { LISTED_KINDS, listMemberships, listObjects } from '../stripe/list-objects.ts';
import { createPacedClient } from '../stripe/pace.ts';
import { backfillEvents } from './backfill-events.ts';
import { backfillBalance, backfillObjects } from './backfill-objects.ts';
import { addTo, type Found, sumOf, type Tally } from './backfill-tally.ts';
import { explainPayments } from './explain-payments.ts';
import { readPayoutLines } from './read-payout-lines.ts';
import { rereadContested } from './reread-contested.ts';
import { sweepBalance } from './sweep-balance.ts';

export type BackfillOrder = {
  since: Date;
  /** now, unless said otherwise; never later */
  until?: Date | undefined;
  /** false: only says what would be new */
  apply: boolean;
  /** from the beginning, though an earlier run of the same `since` was interrupted */
  restart?: boolean | undefined;
  requestsPerSecond?: number | undefined;
  /** stops it between two pages */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
};

export type Progress = { since: Date; reached: Date; until: Date; found: number; fresh: number };

export type BackfillReport = {
  tally: Tally;
  /** before this instant nothing is left to take in */
  reached: Date;
  /** false: it was stopped */
  finished: boolean;
};

/** A tenth of what Stripe allows. */
const REQUESTS_PER_SECOND = 10;
/** Stripe shows events for 30 days; the last minutes of them may be gone before they are asked for. */
const READABLE = 30 * DAY - 5 * MINUTE;
/** Objects are read up to here, so that reading them may take a while and the events after them are readable still. */
const BY_OBJECTS = 30 * DAY - HOUR;
/** So much is read before the place is noted where an interrupted run goes on. */
const OF_EVENTS = HOUR;
const OF_OBJECTS = 7 * DAY;

/** What the names begin with under which the places are noted. */
export const BACKFILLS = 'backfill:';

type Run = {
  /** with a client that keeps to its pace */
  context: Context & WithStripe;
  order: BackfillOrder;
  tally: Tally;
  isStopped(): boolean;
};

/**
 * Takes in what Stripe knows and we do not, by the same door as webhooks, so that whatever is known already changes
 * nothing and nobody hears of it. From the oldest on: what is older than Stripe's events, by its objects; then the events.
 * A run that was interrupted goes on where it was, when it is started again with the same `since`.
 * @throws StripeError, ZodError, and whatever says that the database is not there
 */
export async function backfill(context: Context & WithStripe, order: BackfillOrder): Promise<BackfillReport> {
  const { since, apply, signal, requestsPerSecond = REQUESTS_PER_SECOND } = order;
  const stripe = createPacedClient(context.settings, { requestsPerSecond, signal });
  const run: Run = {
    context: { ...context, stripe },
    order,
    tally: {},
    isStopped: () => signal?.aborted === true,
  };
  const name = `${BACKFILLS}${since.toISOString()}`;
  const now = plus(context.clock.now(), SECOND);
  // What is still to happen cannot be taken in: an interrupted run would go on behind it.
  const until = earliest(order.until ?? now, now);
  if (apply && order.restart) await forgetProgress(context.database, name);
  // From now on nothing after it is called complete, until this came to its end.
  if (apply) await moveOn(context.database, name, since);
  let from = (apply ? await reached(context.database, name) : null) ?? since;
  const say = () => order.onProgress?.({ since, reached: from, until, ...sumOf(run.tally) });
  say();
  while (from < until) {
    const to = await takeNext(run, { from, until, say });
    if (run.isStopped()) return { tally: run.tally, reached: from, finished: false };
    if (apply) await moveOn(context.database, name, to);
    from = to;
    say();
  }
  if (apply) await unlessStopped(run, () => explainAll(run));
  if (run.isStopped()) return { tally: run.tally, reached: from, finished: false };
  if (apply) await forgetProgress(context.database, name);
  // Whatever began later and was interrupted would take in nothing new.
  if (apply && order.until === undefined)
    await forgetProgressFrom(context.database, { beginning: BACKFILLS, from: name });
  return { tally: run.tally, reached: from, finished: true };
}

/** @returns up to when everything is taken in; meaningless where the run was stopped */
async function takeNext(
  run: Run,
  { from, until, say }: { from: Date; until: Date; say: () => void },
): Promise<Date> {
  const now = run.context.clock.now();
  const byEvents = from >= plus(now, -READABLE);
  const to = byEvents
    ? earliest(until, plus(from, OF_EVENTS))
    : earliest(until, plus(from, OF_OBJECTS), plus(now, -BY_OBJECTS));
  await unlessStopped(run, async () => {
    for await (const all of byEvents ? takeEvents(run, from, to) : takeObjects(run, from, to)) {
      addTo(run.tally, all);
      say();
      if (run.isStopped()) return;
    }
  });
  return to;
}

/** To stop ends a wait for Stripe, too, and what waited then fails: that is no fault. */
async function unlessStopped({ isStopped }: Run, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isStopped()) throw error;
  }
}

async function* takeEvents({ context, order }: Run, from: Date, to: Date): AsyncGenerator<Found[]> {
  for await (const events of listEvents(context.stripe, { from, to }))
    yield await backfillEvents(context, events, order);
}

async function* takeObjects({ context, order }: Run, from: Date, to: Date): AsyncGenerator<Found[]> {
  const { stripe } = context;
  const isFirst = from <= order.since;
  if (isFirst) {
    for await (const page of listMemberships(stripe, order.since))
      yield await backfillObjects(context, 'membership', page, order);
  }
  for (const kind of LISTED_KINDS) {
    for await (const page of listObjects(stripe, kind, { from, to, withOlder: isFirst }))
      yield await backfillObjects(context, kind, page, order);
  }
  for await (const page of listBalance(stripe, { from, to }))
    yield await backfillBalance(context, page, order);
}

/** All that Stripe told us is here: what it leaves open is asked for at once. */
async function explainAll({ context, isStopped }: Run): Promise<void> {
  const whileAny = async (work: () => Promise<number>) => {
    while (!isStopped() && (await work()) > 0);
  };
  await whileAny(() => explainPayments(context, { patience: -SECOND }));
  if (!isStopped()) await sweepBalance(context);
  await whileAny(() => readPayoutLines(context));
  await whileAny(() => rereadContested(context));
}
