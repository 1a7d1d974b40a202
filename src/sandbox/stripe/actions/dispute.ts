import type Stripe from 'stripe';
import { invalidRequest, resourceMissing } from '../errors.ts';
import { emit, emitUpdate } from '../events.ts';
import { convert } from '../exchange.ts';
import { disputeFee } from '../fees.ts';
import { buildDispute, type DisputeStatus, isInquiry, isOver, NEXT } from '../objects/dispute.ts';
import { schedule, unschedule } from '../timers.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { moveMoney } from './move-money.ts';
import { settleWarnings } from './warn-of-fraud.ts';

type Charge = Wire<Stripe.Charge>;
type Dispute = Wire<Stripe.Dispute>;

/** @param amount of the charge, in its own currency; without it, all that was not refunded. */
export type DisputeOrder = { amount?: number; inquiry?: boolean; reason?: string };

export function disputeOf(world: World, id: string): Dispute {
  const dispute = world.store.get('dispute', id);
  if (!dispute) throw resourceMissing('dispute', id);
  return dispute;
}

/** The donor asks the bank for the money back, or about the charge only: an inquiry moves no money. */
export function openDispute(world: World, charge: Charge, order: DisputeOrder = {}): Dispute {
  const { store } = world;
  const { inquiry = false, reason = 'fraudulent' } = order;
  const amount = order.amount ?? charge.amount - charge.amount_refunded;
  if (charge.status !== 'succeeded') throw invalidRequest(`Charge ${charge.id} has not succeeded.`);
  if (amount < 1 || amount > charge.amount) throw invalidRequest(`A dispute cannot be about ${amount}.`);
  const opened = store.all('dispute').some((one) => one.charge === charge.id && !isOver(one.status));
  if (opened) throw invalidRequest(`Charge ${charge.id} is disputed already.`);
  const status = inquiry ? 'warning_needs_response' : 'needs_response';
  const blank = buildDispute(world, charge, { amount, status, reason });
  const dispute = store.put('dispute', inquiry ? blank : withdraw(world, blank));
  const disputed = store.put('charge', { ...charge, disputed: true });
  emit(world, 'charge.dispute.created', dispute);
  if (!inquiry) emit(world, 'charge.dispute.funds_withdrawn', dispute);
  emitUpdate(world, 'charge.updated', charge, disputed);
  settleWarnings(world, disputed);
  schedule(world, {
    id: `dispute:${dispute.id}`,
    at: (dispute.evidence_details.due_by ?? 0) * 1_000,
    what: 'dispute',
    dispute: dispute.id,
  });
  return dispute;
}

/** Stripe's own fee is taken with the money, and is not given back with it. */
function withdraw(world: World, dispute: Dispute): Dispute {
  const settled = convert(world, -dispute.amount, dispute.currency);
  const entry = moveMoney(world, {
    ...settled,
    fee: disputeFee(settled.currency),
    feeDescription: 'Dispute fee',
    source: dispute.id,
    type: 'adjustment',
    category: 'dispute',
    description: `Chargeback withdrawal for ${dispute.charge}`,
  });
  return { ...dispute, balance_transactions: [...dispute.balance_transactions, entry] };
}

function reinstate(world: World, dispute: Dispute, amount: number): Dispute {
  if (amount < 1 || amount > dispute.amount) {
    throw invalidRequest(`Of ${dispute.amount} in dispute, ${amount} cannot come back.`);
  }
  const entry = moveMoney(world, {
    ...convert(world, amount, dispute.currency),
    source: dispute.id,
    type: 'adjustment',
    category: 'dispute_reversal',
    description: `Chargeback reversal for ${dispute.charge}`,
  });
  return { ...dispute, balance_transactions: [...dispute.balance_transactions, entry] };
}

/**
 * The next stage, with the money that moves for it and what Stripe tells of it.
 * @param reinstated how much comes back with a dispute that is won, in the charge's currency; all of it where absent.
 * @throws StripeFault for a stage that cannot follow.
 */
export function advanceDispute(
  world: World,
  id: string,
  to: DisputeStatus,
  { reinstated }: { reinstated?: number } = {},
): Dispute {
  const before = disputeOf(world, id);
  if (!NEXT[before.status]?.includes(to)) throw invalidRequest(`${to} cannot follow ${before.status}.`);
  const escalates = to === 'needs_response';
  const moved = escalates
    ? withdraw(world, escalated(before))
    : to === 'won'
      ? reinstate(world, before, reinstated ?? before.amount)
      : before;
  const refundable = isInquiry(to) || to === 'won' || to === 'prevented';
  const after = world.store.put('dispute', { ...moved, is_charge_refundable: refundable, status: to });
  if (!isOver(to)) emitUpdate(world, 'charge.dispute.updated', before, after);
  if (escalates) emit(world, 'charge.dispute.funds_withdrawn', after);
  if (to === 'won') emit(world, 'charge.dispute.funds_reinstated', after);
  if (isOver(to)) {
    unschedule(world, `dispute:${id}`);
    emit(world, 'charge.dispute.closed', after);
  }
  return after;
}

function escalated(dispute: Dispute): Dispute {
  const { payment_method_details: details } = dispute;
  if (!details?.card) return dispute;
  const card = { ...details.card, case_type: 'chargeback' };
  return { ...dispute, payment_method_details: { ...details, card } };
}

/** Nobody answered in time: the bank decides for the donor. An inquiry is closed. What is under review goes on. */
export function endUnanswered(world: World, id: string): void {
  const dispute = disputeOf(world, id);
  if (dispute.status !== 'needs_response' && dispute.status !== 'warning_needs_response') return;
  const late = { ...dispute, evidence_details: { ...dispute.evidence_details, past_due: true } };
  world.store.put('dispute', late);
  advanceDispute(world, id, isInquiry(dispute.status) ? 'warning_closed' : 'lost');
}

/** @throws StripeFault where the charge cannot be refunded because the bank has its money. */
export function refuseDisputed(world: World, charge: Charge): void {
  if (!charge.disputed) return;
  for (const dispute of world.store.each('dispute')) {
    if (dispute.charge !== charge.id || dispute.is_charge_refundable) continue;
    const message = `Charge ${charge.id} has been charged back; cannot issue a refund.`;
    throw invalidRequest(message, { code: 'charge_disputed' });
  }
}
