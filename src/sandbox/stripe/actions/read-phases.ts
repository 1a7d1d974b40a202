import type Stripe from 'stripe';
import { invalidRequest, missingParameter, refuseUnserved } from '../errors.ts';
import { periodEnd } from '../objects/subscription.ts';
import { buildPhase, type Phase, type PhaseItem } from '../objects/subscription-schedule.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { makePrice } from './make-price.ts';

type Schedule = Wire<Stripe.SubscriptionSchedule>;
type Given = NonNullable<Received<'SubscriptionScheduleUpdate'>['phases']>[number];

/**
 * The phases of a schedule as they are asked for: each begins where the one before it ends, and the one that is under way
 * has begun when it has begun. Phases that are over may be left out.
 */
export function readPhases(world: World, schedule: Schedule, given: readonly Given[]): Phase[] {
  const phases: Phase[] = [];
  for (const [index, phase] of given.entries()) {
    phases.push(readPhase(world, schedule, { phase, before: phases.at(-1), at: `phases[${index}]` }));
  }
  const { start_date: start = 0, end_date: end = 0 } = schedule.current_phase ?? {};
  const current = phases.findIndex((phase) => phase.start_date === start);
  if (current < 0) {
    throw invalidRequest('You can not modify the start date of the current phase.', {
      param: 'phases[0][start_date]',
    });
  }
  const over = phases[current]?.end_date ?? end;
  if (over <= now(world)) {
    throw invalidRequest('The end date of the current phase must be in the future.', {
      param: `phases[${current}][end_date]`,
    });
  }
  return phases;
}

function readPhase(
  world: World,
  { phases }: Schedule,
  { phase, before, at }: { phase: Given; before: Phase | undefined; at: string },
): Phase {
  refuseUnserved(phase, 'currency duration end_date items proration_behavior start_date', at);
  const start = readInstant(world, phase.start_date) ?? before?.end_date;
  if (start === undefined) throw missingParameter(`${at}[start_date]`);
  if (before && start !== before.end_date) {
    throw invalidRequest("Each phase must start on the previous phase's end date.", {
      param: `${at}[start_date]`,
    });
  }
  const currency = phases[0]?.currency ?? 'usd';
  const items = phase.items.map((item, index) =>
    readItem(world, item, { currency, at: `${at}[items][${index}]` }),
  );
  if (items.length !== phases[0]?.items.length) {
    throw invalidRequest('The sandbox keeps the number of items from phase to phase.', {
      param: `${at}[items]`,
    });
  }
  const end = readEnd(world, phase, { start, items, at });
  if (end <= start) {
    throw invalidRequest('The end date of a phase must be after its start date.', {
      param: `${at}[end_date]`,
    });
  }
  return buildPhase({ start, end, currency, items, proration: phase.proration_behavior });
}

function readItem(
  world: World,
  item: Given['items'][number],
  { currency, at }: { currency: string; at: string },
): PhaseItem {
  refuseUnserved(item, 'price price_data quantity', at);
  const price = item.price_data
    ? makePrice(world, item.price_data, `${at}[price_data]`)
    : world.store.get('price', item.price ?? '');
  if (!price?.recurring || price.currency !== currency) {
    const message = `No such recurring price in ${currency}: '${item.price}'`;
    throw invalidRequest(message, { code: 'resource_missing', param: `${at}[price]` });
  }
  return { price: price.id, quantity: item.quantity ?? 1 };
}

/** Without an end or a duration a phase lasts for one interval of its price. */
function readEnd(
  world: World,
  { end_date: end, duration }: Given,
  { start, items, at }: { start: number; items: PhaseItem[]; at: string },
): number {
  if (end !== undefined && duration !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: end_date, duration.', {
      param: `${at}[duration]`,
    });
  }
  const price = world.store.get('price', items[0]?.price ?? '');
  const recurring = duration
    ? { ...duration, interval_count: duration.interval_count ?? 1 }
    : price?.recurring;
  return readInstant(world, end) ?? periodEnd({ recurring }, start, start);
}

function readInstant(world: World, given: Given['start_date']): number | undefined {
  return typeof given === 'number' || given === undefined ? given : now(world);
}
