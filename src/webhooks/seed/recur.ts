import { DAY, HOUR, plus, plusMonths, SECOND } from '../../platform/time.ts';
import type { InvoiceReading, MembershipReading, ScheduleReading } from '../../stripe/readings.ts';
import { decline, type Payer, pay } from './pay.ts';
import { later, newId, tell, type World } from './world.ts';

export type Recurring = {
  contribution: string;
  customer: string;
  amount: number;
  currency: string;
  frequency: 'monthly' | 'annual';
};

/** A membership as it stands; it changes as it lives. */
type Life = Recurring & { reading: MembershipReading; startedAt: Date; periods: number };

/** What happens in one period, and how often. */
const MONTH = { goesOn: 880, 'will-end': 55, ends: 10, upgrade: 20, fails: 45, pauses: 5 };
const YEAR = { goesOn: 640, 'will-end': 250, ends: 10, upgrade: 30, fails: 70, pauses: 0 };

/** Begins a membership with its first payment. */
export function beginMembership(world: World, at: Date, recurring: Recurring): void {
  const { contribution, amount, currency, frequency } = recurring;
  const life: Life = {
    ...recurring,
    startedAt: at,
    periods: 1,
    reading: {
      kind: 'membership',
      id: newId(world, 'sub'),
      contribution,
      status: 'active',
      pause: null,
      pausedUntil: null,
      frequency,
      amount,
      currency,
      startedAt: at.toISOString(),
      currentPeriodEnd: at.toISOString(),
      endsAt: null,
      endedAt: null,
      endReason: null,
      endFeedback: null,
    },
  };
  change(world, at, life, { type: 'created', currentPeriodEnd: periodEnd(life).toISOString() });
  payInvoice(world, at, life, newId(world, 'in'), newId(world, 'pi'));
  liveOn(world, life);
}

function periodEnd({ startedAt, periods, frequency }: Life): Date {
  return plusMonths(startedAt, periods * (frequency === 'monthly' ? 1 : 12));
}

type Change = Partial<MembershipReading> & { type?: 'created' | 'updated' | 'deleted' };

function change(world: World, at: Date, life: Life, { type = 'updated', ...changes }: Change): void {
  life.reading = { ...life.reading, ...changes };
  const person = { customer: life.customer, address: null };
  tell(world, `customer.subscription.${type}`, at, { reading: life.reading, person });
}

function end(world: World, at: Date, life: Life, endReason: string): void {
  const endFeedback = world.chance.happens(0.3) ? 'too_expensive' : null;
  change(world, at, life, {
    type: 'deleted',
    status: 'ended',
    endedAt: at.toISOString(),
    endReason,
    endFeedback,
  });
}

/** Decides what the period that has begun will bring, and lets it come. */
function liveOn(world: World, life: Life): void {
  const renewsAt = periodEnd(life);
  const within = plus(renewsAt, -world.chance.whole(3, 10) * DAY);
  const next = () => later(world, renewsAt, () => renew(world, renewsAt, life));
  switch (world.chance.pick(life.frequency === 'monthly' ? MONTH : YEAR)) {
    case 'will-end':
      later(world, within, () => change(world, within, life, { endsAt: renewsAt.toISOString() }));
      later(world, renewsAt, () => end(world, renewsAt, life, 'cancellation_requested'));
      return;
    case 'ends':
      later(world, within, () => end(world, within, life, 'cancellation_requested'));
      return;
    case 'upgrade':
      later(world, within, () => {
        life.amount = Math.round((life.amount * 3) / 2);
        change(world, within, life, { amount: life.amount });
      });
      next();
      return;
    case 'fails':
      later(world, renewsAt, () => failToRenew(world, renewsAt, life));
      return;
    case 'pauses':
      later(world, within, () => {
        const pausedUntil = plus(renewsAt, DAY).toISOString();
        change(world, within, life, { status: 'paused', pause: 'collection', pausedUntil });
      });
      later(world, renewsAt, () => passOver(world, renewsAt, life));
      return;
    default:
      if (life.frequency === 'monthly' && life.periods === 12) thinkOfAnnual(world, within, life);
      next();
  }
}

/** After a year of months somebody thinks of giving once a year from then on, and thinks better of it two days later. */
function thinkOfAnnual(world: World, at: Date, life: Life): void {
  const schedule = (isOpen: boolean): ScheduleReading => ({
    kind: 'schedule',
    // No number of its own, so that all others stay what they are.
    id: life.reading.id.replace('sub', 'sub_sched'),
    membership: life.reading.id,
    isOpen,
    next: isOpen
      ? { at: periodEnd(life).toISOString(), amount: life.amount * 10, frequency: 'annual', isPriced: true }
      : null,
  });
  const person = { customer: life.customer, address: null, mentioned: true } as const;
  const tellAt = (instant: Date, type: 'updated' | 'released') =>
    later(world, instant, () => {
      const reading = schedule(type === 'updated');
      tell(world, `subscription_schedule.${type}`, instant, { reading, person });
    });
  tellAt(at, 'updated');
  tellAt(plus(at, 2 * DAY), 'released');
}

/** Another period has begun. */
function advance(world: World, at: Date, life: Life, changes: Change = {}): void {
  life.periods += 1;
  change(world, at, life, { ...changes, currentPeriodEnd: periodEnd(life).toISOString() });
}

function renew(world: World, at: Date, life: Life): void {
  advance(world, at, life);
  // Stripe leaves an invoice a draft for an hour.
  payInvoice(world, plus(at, HOUR), life, newId(world, 'in'), newId(world, 'pi'));
  liveOn(world, life);
}

/** A renewal while nothing is collected: its invoice is void, and the next day all is as it was. */
function passOver(world: World, at: Date, life: Life): void {
  advance(world, at, life);
  const reading = { ...invoiceOf(life, newId(world, 'in')), status: 'void', attempts: 0 };
  tell(world, 'invoice.voided', plus(at, HOUR), { reading, person: personOf(life) });
  const resumesAt = plus(at, DAY);
  later(world, resumesAt, () => {
    change(world, resumesAt, life, { status: 'active', pause: null, pausedUntil: null });
    liveOn(world, life);
  });
}

const RETRIES = [3, 5, 7];
const RECOVERS = 0.45;

/** Declined; tried again some days later; given up after the third time. */
function failToRenew(world: World, at: Date, life: Life): void {
  const invoice = newId(world, 'in');
  const intent = newId(world, 'pi');
  advance(world, at, life);
  const firstAt = plus(at, HOUR);
  attemptInVain(world, firstAt, life, { invoice, intent, attempts: 1 });
  change(world, plus(firstAt, 2 * SECOND), life, { status: 'past-due' });
  retry(world, firstAt, life, { invoice, intent, attempts: 1 });
}

type Attempt = { invoice: string; intent: string; attempts: number };

function retry(world: World, lastAt: Date, life: Life, { invoice, intent, attempts }: Attempt): void {
  const days = RETRIES[attempts - 1];
  if (days === undefined) {
    giveUp(world, plus(lastAt, HOUR), life, { invoice, intent, attempts });
    return;
  }
  const at = plus(lastAt, days * DAY);
  later(world, at, () => {
    if (world.chance.happens(RECOVERS)) {
      payInvoice(world, at, life, invoice, intent);
      change(world, plus(at, 2 * SECOND), life, { status: 'active' });
      liveOn(world, life);
      return;
    }
    const again = { invoice, intent, attempts: attempts + 1 };
    attemptInVain(world, at, life, again);
    retry(world, at, life, again);
  });
}

function attemptInVain(world: World, at: Date, life: Life, { invoice, intent, attempts }: Attempt): void {
  const days = RETRIES[attempts - 1];
  decline(world, at, payerOf(life, intent));
  const nextAttemptAt = days === undefined ? null : plus(at, days * DAY).toISOString();
  const reading = { ...invoiceOf(life, invoice), attempts, nextAttemptAt };
  tell(world, 'invoice.payment_failed', plus(at, SECOND), { reading, person: personOf(life) });
}

function giveUp(world: World, at: Date, life: Life, { invoice, attempts }: Attempt): void {
  later(world, at, () => {
    const reading = { ...invoiceOf(life, invoice), status: 'uncollectible', attempts };
    tell(world, 'invoice.marked_uncollectible', at, { reading, person: personOf(life) });
    end(world, plus(at, SECOND), life, 'payment_failed');
  });
}

function payInvoice(world: World, at: Date, life: Life, invoice: string, intent: string): void {
  pay(world, at, payerOf(life, intent));
  const paid = { status: 'paid', amountPaid: life.amount, paidAt: at.toISOString() };
  tell(world, 'invoice.paid', at, {
    reading: { ...invoiceOf(life, invoice), ...paid },
    person: personOf(life),
  });
  const link = { kind: 'invoice-payment', invoice, paymentIntent: intent, charge: null } as const;
  tell(world, 'invoice_payment.paid', at, { reading: link });
}

/** Whose invoice it is was said by the checkout: an address on it would add nothing. */
const personOf = ({ customer }: Life) => ({ customer, address: null });

function payerOf({ customer, amount, currency }: Life, intent: string): Payer {
  return { intent, contribution: null, customer, amount, currency };
}

function invoiceOf(life: Life, id: string): InvoiceReading {
  const { contribution, frequency, amount, currency, periods, reading } = life;
  return {
    kind: 'invoice',
    id,
    membership: reading.id,
    contribution,
    frequency,
    status: 'open',
    amountDue: amount,
    amountPaid: 0,
    amountPaidOutside: 0,
    currency,
    paidAt: null,
    attempts: 1,
    nextAttemptAt: null,
    needsAction: false,
    isRenewal: periods > 1,
    problem: null,
  };
}
