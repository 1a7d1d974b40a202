import type Stripe from 'stripe';
import type { Deleted, Received, Wire } from './wire.ts';

/** Everything that the sandbox remembers, by kind. The first block can be asked for over the API. */
export type Kinds = {
  balance_transaction: Wire<Stripe.BalanceTransaction>;
  'billing_portal.session': Wire<Stripe.BillingPortal.Session>;
  charge: Wire<Stripe.Charge>;
  'checkout.session': Wire<Stripe.Checkout.Session>;
  customer: Wire<Stripe.Customer>;
  deleted: Deleted;
  dispute: Wire<Stripe.Dispute>;
  event: Wire<Stripe.EventBase>;
  invoice: Wire<Stripe.Invoice>;
  invoiceitem: Wire<Stripe.InvoiceItem>;
  invoice_payment: Wire<Stripe.InvoicePayment>;
  mandate: Wire<Stripe.Mandate>;
  payment_intent: Wire<Stripe.PaymentIntent>;
  payment_method: Wire<Stripe.PaymentMethod>;
  payout: Wire<Stripe.Payout>;
  price: Wire<Stripe.Price>;
  product: Wire<Stripe.Product>;
  'radar.early_fraud_warning': Wire<Stripe.Radar.EarlyFraudWarning>;
  refund: Wire<Stripe.Refund>;
  subscription: Wire<Stripe.Subscription>;
  subscription_schedule: Wire<Stripe.SubscriptionSchedule>;
  webhook_endpoint: Wire<Stripe.WebhookEndpoint>;

  account: AccountPart;
  checkout: CheckoutDetails;
  /** The intent that attempts on a session share, under the session's id. */
  checkout_intent: { id: string; intent: string };
  /** How far the clock was moved, in milliseconds. */
  clock: { id: string; offset: number };
  delivered: Delivered;
  delivery: Delivery;
  endpoint_secret: { id: string; secret: string };
  /** A rate that was moved by hand, under its currency. */
  exchange_rate: { id: string; rate: number };
  /** Which automatic payout a balance transaction went into, under the transaction's id. */
  payout_line: { id: string; payout: string };
  plan: Plan;
  recovery: { id: string; session: string; until: number };
  replay: Replay;
  timer: Timer;
};

export type Kind = keyof Kinds;

export const KINDS = [
  'balance_transaction',
  'billing_portal.session',
  'charge',
  'checkout.session',
  'customer',
  'deleted',
  'dispute',
  'event',
  'invoice',
  'invoiceitem',
  'invoice_payment',
  'mandate',
  'payment_intent',
  'payment_method',
  'payout',
  'price',
  'product',
  'radar.early_fraud_warning',
  'refund',
  'subscription',
  'subscription_schedule',
  'webhook_endpoint',
  'account',
  'checkout',
  'checkout_intent',
  'clock',
  'delivered',
  'delivery',
  'endpoint_secret',
  'exchange_rate',
  'payout_line',
  'plan',
  'recovery',
  'replay',
  'timer',
] as const satisfies readonly Kind[];

/** What the account holds of one currency that becomes available in the same second; minor units. */
export type AccountPart = { id: string; currency: string; availableOn: number; amount: number };

/** What a checkout session was asked for and does not show. Kept under the session's id. */
export type CheckoutDetails = {
  id: string;
  lineItems: Wire<Stripe.LineItem>[];
  parameters: Received<'CheckoutSessionCreate'>;
};

/** One event that still has to reach one endpoint. `at` is when it is due, in milliseconds since 1970. */
export type Delivery = {
  id: string;
  event: string;
  endpoint: string;
  attempts: number;
  at: number;
  /** When it was first due; three days later it is given up. */
  since: number;
};

/** What became of a delivery, under the same id. */
export type Delivered = Omit<Delivery, 'at' | 'since'> & { outcome: 'delivered' | 'given up' | 'dropped' };

/** The stored answer to an idempotency key. `at` in milliseconds since 1970. */
export type Replay = {
  id: string;
  at: number;
  route: string;
  parameters: string;
  request: string;
  status: number;
  body: string;
};

/** Something that happens by itself at `at`, milliseconds since 1970. */
export type Timer = { id: string; at: number } & (
  | { what: 'expire'; session: string }
  | { what: 'life'; subscription: string }
  | { what: 'schedule-expires'; schedule: string }
  | { what: 'retry'; invoice: string }
  | { what: 'settle'; paymentIntent: string; outcome: 'succeed' | 'fail' }
  | MoneyEvent
);

type MoneyEvent =
  | { what: 'refund'; refund: string; outcome: 'succeed' | 'fail' }
  | { what: 'dispute'; dispute: string }
  | { what: 'pay-out' }
  | { what: 'payout'; payout: string; to: 'in_transit' | 'reconciled' | 'paid' };
export type MoneyTimer = Timer & MoneyEvent;
/** What shall befall the next renewal of the subscription with this id. */
export type Plan = { id: string; next: 'declined' | 'action-required' | 'finalization-failed' };
