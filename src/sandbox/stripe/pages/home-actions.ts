import type { Controls } from '../controls.ts';
import { unknownRoute } from '../errors.ts';
import type { Kinds } from '../kinds.ts';
import { type Action, always } from './action.ts';
import {
  BALANCE_ACTIONS,
  CHARGE_ACTIONS,
  DISPUTE_ACTIONS,
  type Held,
  MONEY_ACTIONS,
  PAYOUT_ACTIONS,
  REFUND_ACTIONS,
} from './money-actions.ts';

type Shown =
  | 'checkout.session'
  | 'subscription'
  | 'invoice'
  | 'payment_intent'
  | 'charge'
  | 'refund'
  | 'dispute'
  | 'radar.early_fraud_warning'
  | 'payout'
  | 'payment_method'
  | 'subscription_schedule'
  | 'event';

const isLive = ({ ended_at: ended }: Kinds['subscription']) => ended === null;
const isOpen = ({ status }: { status: string | null }) => status === 'open';

/** The buttons of the page of objects, by kind of object. A new kind of happening is a new line here. */
export const ACTIONS: { [K in Shown]: readonly Action<Kinds[K]>[] } & { balance: readonly Action<Held>[] } = {
  'checkout.session': [
    { name: 'expire', label: 'Expire', isOffered: isOpen, act: ({ expire }, id) => expire(id) },
  ],
  subscription: [
    { name: 'renew', label: 'Renew', isOffered: isLive, act: ({ renew }, id) => renew(id) },
    {
      name: 'renew-declined',
      label: 'Renew, card declined',
      isOffered: isLive,
      act: ({ renew }, id) => renew(id, 'declined'),
    },
    {
      name: 'decline-next',
      label: 'Decline next',
      isOffered: isLive,
      act: ({ plan }, id) => plan(id, 'declined'),
    },
    {
      name: 'ask-next',
      label: 'Bank asks next time',
      isOffered: isLive,
      act: ({ plan }, id) => plan(id, 'action-required'),
    },
    {
      name: 'unfinalized-next',
      label: 'Next invoice fails',
      isOffered: isLive,
      act: ({ plan }, id) => plan(id, 'finalization-failed'),
    },
    { name: 'cancel', label: 'End now', isOffered: isLive, act: ({ cancel }, id) => cancel(id, 'now') },
    {
      name: 'cancel-later',
      label: 'End with period',
      isOffered: (one) => isLive(one) && !one.cancel_at_period_end,
      act: ({ cancel }, id) => cancel(id, 'at-period-end'),
    },
    {
      name: 'keep',
      label: 'Do not end',
      isOffered: (one) => isLive(one) && one.cancel_at !== null,
      act: ({ cancel }, id) => cancel(id, 'not'),
    },
    {
      name: 'pause',
      label: 'Pause',
      isOffered: ({ status }) => status === 'active' || status === 'past_due',
      act: ({ pause }, id) => pause(id, 'subscription'),
    },
    {
      name: 'pause-collection',
      label: 'Pause collection',
      isOffered: (one) => isLive(one) && one.pause_collection === null,
      act: ({ pause }, id) => pause(id, 'collection'),
    },
    {
      name: 'resume',
      label: 'Resume',
      isOffered: ({ status, pause_collection: pause }) => status === 'paused' || pause !== null,
      act: ({ resume }, id) => resume(id),
    },
  ],
  invoice: [
    { name: 'pay', label: 'Pay', isOffered: isOpen, act: ({ payInvoice }, id) => payInvoice(id) },
    {
      name: 'pay-declined',
      label: 'Pay, card declined',
      isOffered: isOpen,
      act: ({ payInvoice }, id) => payInvoice(id, { outcome: 'declined' }),
    },
    {
      name: 'pay-outside',
      label: 'Paid elsewhere',
      isOffered: isOpen,
      act: ({ payInvoice }, id) => payInvoice(id, { outOfBand: true }),
    },
    { name: 'void', label: 'Void', isOffered: isOpen, act: ({ voidInvoice }, id) => voidInvoice(id) },
    {
      name: 'write-off',
      label: 'Write off',
      isOffered: isOpen,
      act: ({ markUncollectible }, id) => markUncollectible(id),
    },
  ],
  payment_intent: [
    {
      name: 'succeed',
      label: 'Settle now',
      isOffered: ({ status }) => status === 'processing',
      act: ({ settle }, id) => settle(id, 'succeed'),
    },
    {
      name: 'fail',
      label: 'Fail now',
      isOffered: ({ status }) => status === 'processing',
      act: ({ settle }, id) => settle(id, 'fail'),
    },
    {
      name: 'authenticate',
      label: 'Payer confirms',
      isOffered: ({ status }) => status === 'requires_action',
      act: ({ authenticate }, id) => authenticate(id, 'succeed'),
    },
    {
      name: 'refuse',
      label: 'Payer does not confirm',
      isOffered: ({ status }) => status === 'requires_action',
      act: ({ authenticate }, id) => authenticate(id, 'fail'),
    },
  ],
  charge: CHARGE_ACTIONS,
  refund: REFUND_ACTIONS,
  dispute: DISPUTE_ACTIONS,
  // It is settled by a refund or a dispute of its charge.
  'radar.early_fraud_warning': [],
  balance: BALANCE_ACTIONS,
  payout: PAYOUT_ACTIONS,
  subscription_schedule: [
    {
      name: 'release',
      label: 'Release',
      isOffered: ({ status }) => status === 'active',
      act: ({ releaseSchedule }, id) => releaseSchedule(id),
    },
  ],
  payment_method: [
    {
      name: 'expire-card',
      label: 'Expires next month',
      isOffered: ({ type, customer }) => type === 'card' && customer !== null,
      act: ({ letExpire }, id) => letExpire(id),
    },
    {
      name: 'replace-card',
      label: 'Card is replaced',
      isOffered: ({ type }) => type === 'card',
      act: ({ replaceCard }, id) => replaceCard(id),
    },
    {
      name: 'end-mandate',
      label: 'Mandate ends',
      isOffered: ({ type }) => type !== 'card',
      act: ({ updateMandate }, id) => updateMandate(id, 'inactive'),
    },
  ],
  event: [
    { name: 'deliver', label: 'Deliver again', isOffered: always, act: ({ redeliver }, id) => redeliver(id) },
  ],
};

/** Time belongs to no object. */
export const TIME_ACTIONS: readonly Action<null>[] = [
  {
    name: 'advance-day',
    label: 'Advance a day',
    isOffered: always,
    act: ({ advance }) => advance({ days: 1 }),
  },
  {
    name: 'advance-month',
    label: 'Advance a month',
    isOffered: always,
    act: ({ advance }) => advance({ months: 1 }),
  },
  {
    name: 'advance-year',
    label: 'Advance a year',
    isOffered: always,
    act: ({ advance }) => advance({ months: 12 }),
  },
];

/**
 * What a button does.
 * @returns the kind of the object that it stands on, or nothing for one that belongs to none.
 * @throws StripeFault where it cannot be done any more.
 */
export function act(controls: Controls, name: string, id: string): string | undefined {
  for (const [kind, actions] of Object.entries({ ...ACTIONS, '': [...TIME_ACTIONS, ...MONEY_ACTIONS] })) {
    const action = actions.find((one) => one.name === name);
    if (!action) continue;
    action.act(controls, id);
    return kind || undefined;
  }
  throw unknownRoute('POST', `/actions/${name}`);
}
