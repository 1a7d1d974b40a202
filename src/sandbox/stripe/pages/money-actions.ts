import { holdings } from '../account.ts';
import type { Kinds } from '../kinds.ts';
import { type DisputeStatus, isOver, NEXT } from '../objects/dispute.ts';
import type { World } from '../world.ts';
import { type Action, always } from './action.ts';

type Charge = Kinds['charge'];
type Refund = Kinds['refund'];
type Dispute = Kinds['dispute'];
type Payout = Kinds['payout'];

/** What the account holds of one currency, under that currency; minor units. */
export type Held = { id: string; available: number; pending: number };

/** A charge whose money the bank holds cannot be refunded, and none can be disputed twice at a time. */
function disputesOf(world: World, { id }: Charge): Dispute[] {
  return world.store.all('dispute').filter(({ charge }) => charge === id);
}

function isRefundable(charge: Charge, world: World): boolean {
  if (charge.status !== 'succeeded' || charge.refunded) return false;
  return disputesOf(world, charge).every((dispute) => dispute.is_charge_refundable);
}

function isDisputable(charge: Charge, world: World): boolean {
  if (charge.status !== 'succeeded' || charge.refunded) return false;
  return disputesOf(world, charge).every(({ status }) => isOver(status));
}

export const CHARGE_ACTIONS: readonly Action<Charge>[] = [
  { name: 'refund', label: 'Refund', isOffered: isRefundable, act: ({ refund }, id) => refund(id) },
  {
    name: 'refund-half',
    label: 'Refund half',
    isOffered: isRefundable,
    act: ({ refundHalf }, id) => refundHalf(id),
  },
  {
    name: 'refund-failing',
    label: 'Refund that fails later',
    isOffered: isRefundable,
    act: ({ refund }, id) => refund(id, { course: 'fail' }),
  },
  { name: 'dispute', label: 'Dispute', isOffered: isDisputable, act: ({ dispute }, id) => dispute(id) },
  {
    name: 'inquire',
    label: 'Inquiry',
    isOffered: isDisputable,
    act: ({ dispute }, id) => dispute(id, { inquiry: true }),
  },
  {
    name: 'warn',
    label: 'Fraud warning',
    isOffered: ({ status }) => status === 'succeeded',
    act: ({ warnOfFraud }, id) => warnOfFraud(id),
  },
];

export const REFUND_ACTIONS: readonly Action<Refund>[] = [
  {
    name: 'fail-refund',
    label: 'Fail',
    isOffered: ({ status }) => status !== 'failed' && status !== 'canceled',
    act: ({ failRefund }, id) => failRefund(id),
  },
];

const STAGES: readonly [to: DisputeStatus, label: string][] = [
  ['warning_under_review', 'Under review'],
  ['under_review', 'Under review'],
  ['needs_response', 'Escalate'],
  ['won', 'Won'],
  ['lost', 'Lost'],
  ['prevented', 'Prevented'],
  ['warning_closed', 'Close'],
];

export const DISPUTE_ACTIONS: readonly Action<Dispute>[] = STAGES.map(([to, label]) => ({
  name: `dispute-${to}`,
  label,
  isOffered: ({ status }) => NEXT[status]?.includes(to) ?? false,
  act: ({ advanceDispute }, id) => advanceDispute(id, to),
}));

export const PAYOUT_ACTIONS: readonly Action<Payout>[] = [
  {
    name: 'fail-payout',
    label: 'Fail',
    isOffered: ({ status }) => status !== 'failed' && status !== 'canceled',
    act: ({ failPayout }, id) => failPayout(id),
  },
  {
    name: 'cancel-payout',
    label: 'Cancel',
    isOffered: ({ status, automatic }) => status === 'pending' && !automatic,
    act: ({ cancelPayout }, id) => cancelPayout(id),
  },
];

export function heldBy(world: World): Held[] {
  return [...holdings(world)].map(([id, held]) => ({ id, ...held }));
}

const hasMoney = ({ available }: Held) => available > 0;

/** Stripe's own payouts can be asked for their lines and cannot be canceled; those by hand the other way round. */
export const BALANCE_ACTIONS: readonly Action<Held>[] = [
  { name: 'pay-out', label: 'Pay out now', isOffered: hasMoney, act: ({ payOut }, id) => payOut(id) },
  {
    name: 'pay-out-by-hand',
    label: 'Pay out by hand',
    isOffered: hasMoney,
    act: ({ payOutByHand }, id) => payOutByHand(id),
  },
];

/** What belongs to no object. */
export const MONEY_ACTIONS: readonly Action<null>[] = [
  {
    name: 'settle-balances',
    label: 'Let late fees come in',
    isOffered: always,
    act: ({ settleBalances }) => settleBalances(),
  },
];
