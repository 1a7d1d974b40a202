import { MINUTE, plus } from '../../platform/time.ts';
import { pay } from './pay.ts';
import { answer, newId, tell, type World } from './world.ts';

const WAYS = { 'with-customer': 6, 'without-customer': 3, cash: 1 };

/** What comes in another way than through our checkout: Stripe's dashboard, another integration, cash for an invoice. */
export function giveOutside(world: World, at: Date): void {
  const amount = world.chance.whole(5, 200) * 100;
  const way = world.chance.pick(WAYS);
  const customer = way === 'without-customer' ? null : newId(world, 'cus');
  if (way === 'cash') {
    payInCash(world, at, amount);
    return;
  }
  const intent = newId(world, 'pi');
  pay(world, at, { intent, contribution: null, customer, amount, currency: 'usd' });
  if (customer === null) return;
  // No invoice claims it, so Stripe is asked.
  answer(
    world,
    {
      type: 'read.intent-owner',
      id: `read:${intent}:none`,
      createdAt: at,
      readAt: plus(at, MINUTE),
    },
    { kind: 'intent-owner', paymentIntent: intent, invoice: null },
  );
}

function payInCash(world: World, at: Date, amount: number): void {
  tell(world, 'invoice.paid', at, {
    reading: {
      kind: 'invoice',
      id: newId(world, 'in'),
      membership: null,
      contribution: null,
      frequency: 'once',
      status: 'paid',
      amountDue: amount,
      amountPaid: amount,
      amountPaidOutside: amount,
      currency: 'usd',
      paidAt: at.toISOString(),
      attempts: 0,
      nextAttemptAt: null,
      needsAction: false,
      isRenewal: false,
      problem: null,
    },
    person: { customer: newId(world, 'cus'), address: null },
  });
}
