import { DAY, HOUR, MINUTE } from '../../src/platform/time.ts';
import { explainPayments } from '../../src/webhooks/explain-payments.ts';
import { readPayoutLines } from '../../src/webhooks/read-payout-lines.ts';
import { sweepBalance } from '../../src/webhooks/sweep-balance.ts';
import type { TestClock } from './clock.ts';
import { lead } from './lives.ts';
import type { Service } from './service.ts';

export type Days = { service: Service; clock: TestClock };

/** Some time passes: what is due at Stripe happens, what it says is heard, and our jobs have run. */
export async function pass({ service, clock }: Days, milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  service.stripe.tick();
  await service.settled();
  await keepUp({ service, clock });
}

/** Our jobs have run, and nothing is young any more. */
export async function keepUp({ service, clock }: Days): Promise<void> {
  clock.advance(MINUTE);
  await explainPayments(service.context);
  await sweepBalance(service.context);
  await readPayoutLines(service.context);
  clock.advance(HOUR);
}

/**
 * Nine days of an account from `clock`'s now: gifts and renewals in two currencies, by card and by debit, given back in
 * part, in whole and in vain, disputed, lost and won, billed by Stripe, paid out each night, once in vain.
 */
export async function leadSomeDays(days: Days): Promise<void> {
  const { service } = days;
  const { stripe } = service;
  const address = (name: string) => ({ address: `${name}@example.org`, pause: 400 });
  stripe.setPayouts('daily');
  await lead(days, { ...address('one'), kind: 'once', ending: 'paid' });
  await lead(days, { ...address('two'), kind: 'once', ending: 'declined-then-paid' });
  await lead(days, { ...address('three'), kind: 'once', ending: 'delayed-success' });
  const steps = ['renewal', 'declined-renewal', 'renewal'] as const;
  await lead(days, {
    ...address('four'),
    kind: 'recurring',
    frequency: 'monthly',
    start: 'card',
    steps: [...steps],
  });
  await lead(days, { ...address('five'), kind: 'outside-payment', hasCustomer: true });
  await lead(days, { ...address('six'), kind: 'outside-payment', hasCustomer: false });
  await pass(days, DAY);
  await lead(days, { ...address('seven'), kind: 'outside-subscription', steps: ['renewal'] });
  await lead(days, { ...address('eight'), kind: 'once', ending: 'paid' });
  const charges = stripe.list('charge').filter(({ status, refunded }) => status === 'succeeded' && !refunded);
  const [one, two, three, four] = charges.map(({ id }) => id);
  stripe.refund(one ?? '', { amount: 100 });
  const failed = stripe.refund(two ?? '');
  const dispute = stripe.dispute(three ?? '');
  const other = stripe.dispute(four ?? '');
  stripe.chargeStripeFee(250, 'usd');
  await pass(days, DAY);
  stripe.failRefund(failed.id);
  stripe.advanceDispute(dispute.id, 'lost');
  stripe.advanceDispute(other.id, 'under_review');
  stripe.advanceDispute(other.id, 'won');
  for (const name of ['nine', 'ten', 'eleven']) {
    await lead(days, { ...address(name), kind: 'once', ending: 'paid' });
  }
  for (let day = 0; day < 4; day += 1) await pass(days, DAY);
  const [payout] = stripe.list('payout');
  stripe.failPayout(payout?.id ?? '');
  await lead(days, { ...address('one'), kind: 'once', ending: 'paid' });
  for (let day = 0; day < 3; day += 1) await pass(days, DAY);
}
