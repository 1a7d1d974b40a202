import type Stripe from 'stripe';
import { advancePayout, cancelPayout, failPayout } from './actions/change-payout.ts';
import { failRefund, settleRefund } from './actions/change-refund.ts';
import { advanceDispute, type DisputeOrder, endUnanswered, openDispute } from './actions/dispute.ts';
import { chargeNamed } from './actions/find-charge.ts';
import { adjust, chargeStripeFee, holdReserve, misbook } from './actions/move-otherwise.ts';
import { payOut, payOutByHand, payOutDaily, setPayoutSchedule } from './actions/pay-out.ts';
import { type RefundOrder, refundCharge, refundHalf } from './actions/refund.ts';
import { settleLateCharges } from './actions/settle-charge.ts';
import { warnOfFraud } from './actions/warn-of-fraud.ts';
import { setExchangeRate } from './exchange.ts';
import type { MoneyTimer } from './kinds.ts';
import type { DisputeStatus } from './objects/dispute.ts';
import type { Wire } from './wire.ts';
import type { World } from './world.ts';

/** What the dashboard, banks and card networks do to money that has come in. Amounts in minor units. */
export type MoneyControls = {
  /** @param of a charge, or a payment intent */
  refund(of: string, order?: RefundOrder): Wire<Stripe.Refund>;
  /** Half of what was not refunded yet; without the last digits that the currency cannot have. */
  refundHalf(of: string): Wire<Stripe.Refund>;
  /** A refund comes back, even one that had succeeded. */
  failRefund(refund: string): Wire<Stripe.Refund>;
  /** @param of a charge, or a payment intent */
  dispute(of: string, order?: DisputeOrder): Wire<Stripe.Dispute>;
  /** The next stage of a dispute. `reinstated` is how much of it comes back when it is won, all where absent. */
  advanceDispute(dispute: string, to: DisputeStatus, more?: { reinstated?: number }): Wire<Stripe.Dispute>;
  /** @param of a charge, or a payment intent */
  warnOfFraud(of: string): Wire<Stripe.Radar.EarlyFraudWarning>;
  /** Pays out what is available, in each currency or in one. */
  payOut(currency?: string): Wire<Stripe.Payout>[];
  /** Pays out what is available in a currency as somebody at the dashboard would: it can be canceled for an hour. */
  payOutByHand(currency: string): Wire<Stripe.Payout>;
  /** @param payout one by hand that is still pending */
  cancelPayout(payout: string): Wire<Stripe.Payout>;
  /** The bank sends a payout back, even one that was paid. */
  failPayout(payout: string): Wire<Stripe.Payout>;
  /** Whether payouts go out by themselves at each midnight (UTC). */
  setPayouts(payouts: 'daily' | 'off'): void;
  /** Whether charges succeed without their balance transactions, until `settleBalances`. */
  setLateBalanceTransactions(late: boolean): void;
  /** Gives each charge the balance transaction that it waits for. */
  settleBalances(): Wire<Stripe.Charge>[];
  /** A bill of Stripe's for something else than payments. */
  chargeStripeFee(amount: number, currency: string): Wire<Stripe.BalanceTransaction>;
  /** Withholds money from the balance; a negative amount gives it back. */
  holdReserve(amount: number, currency: string): Wire<Stripe.BalanceTransaction>;
  /** Moves money in, or out where negative, as a type that may be unknown to everybody. */
  adjust(amount: number, currency: string, type?: string): Wire<Stripe.BalanceTransaction>;
  /** A fault: the balance changes, and no balance transaction tells why. */
  misbook(amount: number, currency: string): void;
  /** From now on; in minor units of the settlement currency for one minor unit of `currency`. */
  setExchangeRate(currency: string, rate: number): void;
};

export function createMoneyControls(world: World): MoneyControls {
  const { transaction } = world.store;
  return {
    refund: (of, order = {}) => transaction(() => refundCharge(world, chargeNamed(world, of), order)),
    refundHalf: (of) => transaction(() => refundHalf(world, chargeNamed(world, of))),
    failRefund: (refund) => transaction(() => failRefund(world, refund)),
    dispute: (of, order) => transaction(() => openDispute(world, chargeNamed(world, of), order)),
    advanceDispute: (dispute, to, more) => transaction(() => advanceDispute(world, dispute, to, more)),
    warnOfFraud: (of) => transaction(() => warnOfFraud(world, chargeNamed(world, of))),
    payOut: (currency) => transaction(() => payOut(world, currency)),
    payOutByHand: (currency) => transaction(() => payOutByHand(world, currency)),
    cancelPayout: (payout) => transaction(() => cancelPayout(world, payout)),
    failPayout: (payout) => transaction(() => failPayout(world, payout)),
    setPayouts: (payouts) => transaction(() => setPayoutSchedule(world, payouts)),
    setLateBalanceTransactions: (late) => {
      world.lateBalances = late;
    },
    settleBalances: () => transaction(() => settleLateCharges(world)),
    chargeStripeFee: (amount, currency) => transaction(() => chargeStripeFee(world, { amount, currency })),
    holdReserve: (amount, currency) => transaction(() => holdReserve(world, { amount, currency })),
    adjust: (amount, currency, type) => transaction(() => adjust(world, { amount, currency, type })),
    misbook: (amount, currency) => transaction(() => misbook(world, { amount, currency })),
    setExchangeRate: (currency, rate) => setExchangeRate(world, currency, rate),
  };
}

export function actOnMoney(world: World, timer: MoneyTimer): void {
  switch (timer.what) {
    case 'dispute':
      endUnanswered(world, timer.dispute);
      return;
    case 'pay-out':
      payOutDaily(world);
      return;
    case 'payout':
      advancePayout(world, timer.payout, timer.to);
      return;
    case 'refund':
      settleRefund(world, timer.refund, timer.outcome);
      return;
  }
}
