import { plus, SECOND } from '../../platform/time.ts';
import type { ChargeReading, IntentReading } from '../../stripe/readings.ts';
import { move, settle } from './balance.ts';
import { type Paid, regret } from './regret.ts';
import { newId, tell, type World } from './world.ts';

/** `contribution`: what the payment itself says that it pays; an invoice's says nothing. */
export type Payer = {
  intent: string;
  contribution: string | null;
  customer: string | null;
  amount: number;
  currency: string;
};

const personOf = ({ customer }: Payer) => ({ customer, address: null });

function intentOf({ intent, contribution, amount, currency }: Payer): IntentReading {
  const status = 'open';
  return {
    kind: 'intent',
    id: intent,
    contribution,
    status,
    declineCode: null,
    amount,
    amountReceived: 0,
    paidAt: null,
    currency,
  };
}

function chargeOf(world: World, { intent, amount, currency }: Payer, at: Date): ChargeReading {
  return {
    kind: 'charge',
    id: newId(world, 'ch'),
    paymentIntent: intent,
    status: 'succeeded',
    failureCode: null,
    amount,
    currency,
    balanceTransaction: null,
    createdAt: at.toISOString(),
  };
}

/** A payment that comes in; what it cost is known a moment later. */
export function pay(world: World, at: Date, payer: Payer): void {
  const { amount, currency } = payer;
  const reading: IntentReading = { ...intentOf(payer), status: 'succeeded', amountReceived: amount };
  tell(world, 'payment_intent.succeeded', at, { reading, person: personOf(payer) });
  const charge = chargeOf(world, payer, at);
  tell(world, 'charge.succeeded', at, { reading: charge });
  const settled = settle(amount, currency, at);
  const moved = move(world, at, { type: 'charge', category: 'charge', source: charge.id, ...settled });
  const settledCharge = { ...charge, balanceTransaction: moved.id };
  tell(world, 'charge.updated', plus(at, 2 * SECOND), { reading: settledCharge });
  const paid: Paid = { charge: charge.id, intent: payer.intent, amount, currency };
  regret(world, at, paid);
}

/** An attempt that a bank declined. */
export function decline(world: World, at: Date, payer: Payer): void {
  const declineCode = world.chance.pick({ insufficient_funds: 6, do_not_honor: 3, expired_card: 1 });
  const reading: IntentReading = { ...intentOf(payer), status: 'failed', declineCode };
  tell(world, 'payment_intent.payment_failed', at, { reading, person: personOf(payer) });
  const charge = chargeOf(world, payer, at);
  tell(world, 'charge.failed', at, {
    reading: { ...charge, status: 'failed', failureCode: 'card_declined' },
  });
}

/** A bank debit that is under way. */
export function startDebit(world: World, at: Date, payer: Payer): void {
  const reading: IntentReading = { ...intentOf(payer), status: 'processing' };
  tell(world, 'payment_intent.processing', at, { reading, person: personOf(payer) });
}
