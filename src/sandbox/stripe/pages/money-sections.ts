import { html } from 'hono/html';
import type { Kinds } from '../kinds.ts';
import { ACTIONS } from './home-actions.ts';
import type { Html } from './layout.ts';
import type { Held } from './money-actions.ts';
import { amount, created, day, type Section, shown, status } from './section.ts';

/** What came of a charge, in words beside its status. */
function chargeState({ status: state, disputed, balance_transaction: fee }: Kinds['charge']): string {
  const late = state === 'succeeded' && fee === null ? ', fee to come' : '';
  return `${state}${disputed ? ', disputed' : ''}${late}`;
}

function code(id: string | null): Html | string {
  return id === null ? '' : html`<code>${id}</code>`;
}

export const CHARGES: Section<Kinds['charge']> = {
  id: 'charge',
  title: 'Charges',
  columns: [
    created,
    amount,
    ['Refunded', ({ amount_refunded: back, currency }) => (back === 0 ? '' : shown(back, currency))],
    ['Status', chargeState],
  ],
  actions: ACTIONS.charge,
};

export const REFUNDS: Section<Kinds['refund']> = {
  id: 'refund',
  title: 'Refunds',
  columns: [created, amount, status, ['Charge', ({ charge }) => code(charge)]],
  actions: ACTIONS.refund,
};

/** What its bank has of a dispute's money at this moment. */
function withheld({ balance_transactions: entries, currency }: Kinds['dispute']): string {
  const [first] = entries;
  if (first === undefined) return 'nothing';
  const sum = entries.reduce((total, entry) => total + entry.amount, 0);
  return shown(-sum, first.currency ?? currency);
}

export const DISPUTES: Section<Kinds['dispute']> = {
  id: 'dispute',
  title: 'Disputes',
  columns: [
    amount,
    status,
    ['Withheld', withheld],
    ['Answer by', ({ evidence_details: { due_by: due } }) => (due === null ? '' : day(due).slice(0, 10))],
    ['Charge', ({ charge }) => code(charge)],
  ],
  actions: ACTIONS.dispute,
};

export const FRAUD_WARNINGS: Section<Kinds['radar.early_fraud_warning']> = {
  id: 'radar.early_fraud_warning',
  title: 'Early fraud warnings',
  columns: [
    created,
    ['Kind', ({ fraud_type: type }) => type.replaceAll('_', ' ')],
    ['Open', ({ actionable }) => (actionable ? 'yes' : 'no')],
    ['Charge', ({ charge }) => code(charge)],
  ],
  actions: ACTIONS['radar.early_fraud_warning'],
};

export const BALANCE: Section<Held> = {
  id: 'balance',
  title: 'Balance',
  hint: 'What is pending becomes available with time, and can then be paid out.',
  columns: [
    ['Available', ({ available, id }) => shown(available, id)],
    ['Pending', ({ pending, id }) => shown(pending, id)],
  ],
  actions: ACTIONS.balance,
};

export const PAYOUTS: Section<Kinds['payout']> = {
  id: 'payout',
  title: 'Payouts',
  columns: [
    created,
    amount,
    status,
    ['Arrives', ({ arrival_date: at }) => day(at).slice(0, 10)],
    ['Made', ({ automatic }) => (automatic ? 'by Stripe' : 'by hand')],
  ],
  actions: ACTIONS.payout,
};
