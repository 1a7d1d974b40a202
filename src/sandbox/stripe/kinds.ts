import type Stripe from 'stripe';
import type { Deleted, Received, Wire } from './wire.ts';

/** Everything that the sandbox remembers, by kind. The first block can be asked for over the API. */
export type Kinds = {
  balance_transaction: Wire<Stripe.BalanceTransaction>;
  charge: Wire<Stripe.Charge>;
  'checkout.session': Wire<Stripe.Checkout.Session>;
  customer: Wire<Stripe.Customer>;
  deleted: Deleted;
  dispute: Wire<Stripe.Dispute>;
  event: Wire<Stripe.EventBase>;
  invoice: Wire<Stripe.Invoice>;
  invoice_payment: Wire<Stripe.InvoicePayment>;
  payment_intent: Wire<Stripe.PaymentIntent>;
  payment_method: Wire<Stripe.PaymentMethod>;
  payout: Wire<Stripe.Payout>;
  price: Wire<Stripe.Price>;
  product: Wire<Stripe.Product>;
  'radar.early_fraud_warning': Wire<Stripe.Radar.EarlyFraudWarning>;
  refund: Wire<Stripe.Refund>;
  subscription: Wire<Stripe.Subscription>;
  webhook_endpoint: Wire<Stripe.WebhookEndpoint>;

  account: AccountPart;
  checkout: CheckoutDetails;
  /** The intent that attempts on a session share, under the session's id. */
  checkout_intent: { id: string; intent: string };
  delivered: Delivered;
  delivery: Delivery;
  endpoint_secret: { id: string; secret: string };
  /** A rate that was moved by hand, under its currency. */
  exchange_rate: { id: string; rate: number };
  /** Which automatic payout a balance transaction went into, under the transaction's id. */
  payout_line: { id: string; payout: string };
  recovery: { id: string; session: string; until: number };
  replay: Replay;
  timer: Timer;
};

export type Kind = keyof Kinds;

export const KINDS = [
  'balance_transaction',
  'charge',
  'checkout.session',
  'customer',
  'deleted',
  'dispute',
  'event',
  'invoice',
  'invoice_payment',
  'payment_intent',
  'payment_method',
  'payout',
  'price',
  'product',
  'radar.early_fraud_warning',
  'refund',
  'subscription',
  'webhook_endpoint',
  'account',
  'checkout',
  'checkout_intent',
  'delivered',
  'delivery',
  'endpoint_secret',
  'exchange_rate',
  'payout_line',
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
};

/** What became of a delivery, under the same id. */
export type Delivered = Omit<Delivery, 'at'> & { outcome: 'delivered' | 'given up' };

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
  | { what: 'settle'; paymentIntent: string; outcome: 'succeed' | 'fail' }
  | MoneyEvent
);

type MoneyEvent =
  | { what: 'refund'; refund: string; outcome: 'succeed' | 'fail' }
  | { what: 'dispute'; dispute: string }
  | { what: 'pay-out' }
  | { what: 'payout'; payout: string; to: 'in_transit' | 'reconciled' | 'paid' };
export type MoneyTimer = Timer & MoneyEvent;
