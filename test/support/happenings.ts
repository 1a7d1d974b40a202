import Stripe from 'stripe';
import { DAY, HOUR } from '../../src/platform/time.ts';
import { StripeFault } from '../../src/sandbox/stripe/errors.ts';
import type { TestClock } from './clock.ts';
import type { Service } from './service.ts';

export type World = { service: Service; clock: Pick<TestClock, 'now' | 'advance'> };

/** What donors, banks, networks and the desk do after a payment or between two renewals; each to what is newest. */
const HAPPENINGS = {
  'refund-part': ({ service: { stripe } }) => stripe.refund(lastCharge(stripe), { amount: 100 }),
  'refund-rest': ({ service: { stripe } }) => stripe.refund(lastCharge(stripe)),
  'refund-slowly': ({ service: { stripe } }) => stripe.refund(lastCharge(stripe), { course: 'pending' }),
  'refund-fails': ({ service: { stripe } }) => stripe.failRefund(last(stripe.list('refund'))),

  inquiry: ({ service: { stripe } }) => stripe.dispute(lastCharge(stripe), { inquiry: true }),
  dispute: ({ service: { stripe } }) => stripe.dispute(lastCharge(stripe)),
  'dispute-part': ({ service: { stripe } }) => stripe.dispute(lastCharge(stripe), { amount: 150 }),
  'dispute-escalates': (world) => advance(world, 'needs_response'),
  'dispute-answered': (world) => advance(world, 'under_review'),
  'dispute-won': (world) => advance(world, 'won'),
  'dispute-won-in-part': ({ service: { stripe } }) =>
    stripe.advanceDispute(last(stripe.list('dispute')), 'won', { reinstated: 100 }),
  'dispute-lost': (world) => advance(world, 'lost'),
  'inquiry-closed': (world) => advance(world, 'warning_closed'),
  'fraud-warning': ({ service: { stripe } }) => stripe.warnOfFraud(lastCharge(stripe)),

  /** what was earned becomes available, and goes to the bank */
  payout: ({ service: { stripe }, clock }) => {
    clock.advance(3 * DAY);
    stripe.payOut();
    clock.advance(3 * HOUR);
    stripe.tick();
  },
  'payout-arrives': ({ service: { stripe }, clock }) => {
    clock.advance(5 * DAY);
    stripe.tick();
  },
  'payout-fails': ({ service: { stripe } }) => stripe.failPayout(last(stripe.list('payout'))),
  'payout-canceled': async ({ service: { context, stripe }, clock }) => {
    clock.advance(3 * DAY);
    const { id } = await context.stripe.payouts.create({ amount: 100, currency: 'usd' });
    await context.stripe.payouts.cancel(id);
    stripe.tick();
  },

  /** from now on charges wait for their balance transactions */
  'balances-late': ({ service: { stripe } }) => stripe.setLateBalanceTransactions(true),
  'balances-come': ({ service: { stripe } }) => {
    stripe.setLateBalanceTransactions(false);
    stripe.settleBalances();
  },

  'card-changes': ({ service }) =>
    service.context.stripe.paymentMethods.update(lastMethod(service), { card: { exp_year: 2041 } }),
  'card-replaced': ({ service }) => service.stripe.replaceCard(lastMethod(service)),
  'card-taken-away': ({ service }) => service.context.stripe.paymentMethods.detach(lastMethod(service)),
  'debit-forbidden': ({ service }) => service.stripe.updateMandate(lastMethod(service), 'inactive'),
  'customer-changes': ({ service: { context, stripe } }) =>
    context.stripe.customers.update(last(stripe.list('customer')), { name: 'Somebody Else' }),
  'customer-deleted': ({ service: { context, stripe } }) =>
    context.stripe.customers.del(last(stripe.list('customer'))),
} as const satisfies Record<string, (world: World) => unknown>;

export type Happening = keyof typeof HAPPENINGS;
/** These let days go by. */
export const LEAPS: readonly Happening[] = ['payout', 'payout-arrives', 'payout-canceled'];
export const HAPPENING_NAMES = namesOf(HAPPENINGS);

export function namesOf<Name extends string>(things: Record<Name, unknown>): Name[] {
  const isName = (key: string): key is Name => key in things;
  return Object.keys(things).filter(isName);
}

/** Lets it happen, unless there is nothing that it could happen to, or Stripe would refuse it. */
export function happen(world: World, what: Happening): Promise<void> {
  return unlessRefused(() => HAPPENINGS[what](world));
}

export async function unlessRefused(act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    const refused =
      error instanceof StripeFault ||
      error instanceof Stripe.errors.StripeInvalidRequestError ||
      error instanceof Nothing;
    if (!refused) throw error;
  }
}

class Nothing extends Error {}

/** @throws what `unlessRefused` takes for a refusal, where there is none */
export function last(list: readonly { id: string }[]): string {
  const found = list.at(-1);
  if (found === undefined) throw new Nothing();
  return found.id;
}

type Sandbox = Service['stripe'];

function lastCharge(stripe: Sandbox): string {
  return last(stripe.list('charge').filter(({ status }) => status === 'succeeded'));
}

function lastMethod({ stripe }: Service): string {
  return last(stripe.list('payment_method').filter(({ customer }) => customer !== null));
}

function advance({ service: { stripe } }: World, to: Parameters<Sandbox['advanceDispute']>[1]): unknown {
  return stripe.advanceDispute(last(stripe.list('dispute')), to);
}
