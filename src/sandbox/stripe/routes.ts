import type { Route } from './route.ts';
import { BALANCE } from './routes/balance.ts';
import { BILLING_PORTAL } from './routes/billing-portal.ts';
import { CHARGES } from './routes/charges.ts';
import { CHECKOUT_SESSIONS } from './routes/checkout-sessions.ts';
import { CUSTOMERS } from './routes/customers.ts';
import { DISPUTES } from './routes/disputes.ts';
import { EVENTS } from './routes/events.ts';
import { INVOICE_ITEMS } from './routes/invoice-items.ts';
import { INVOICES } from './routes/invoices.ts';
import { PAYMENT_INTENTS } from './routes/payment-intents.ts';
import { PAYMENT_METHODS } from './routes/payment-methods.ts';
import { PAYMENT_PAGES } from './routes/payment-pages.ts';
import { PAYOUTS } from './routes/payouts.ts';
import { PRODUCTS_AND_PRICES } from './routes/prices.ts';
import { EARLY_FRAUD_WARNINGS } from './routes/radar.ts';
import { REFUNDS } from './routes/refunds.ts';
import { SUBSCRIPTION_SCHEDULES } from './routes/subscription-schedules.ts';
import { SUBSCRIPTIONS } from './routes/subscriptions.ts';
import { WEBHOOK_ENDPOINTS } from './routes/webhook-endpoints.ts';

/** The part of Stripe's API that is served, below `/v1`. */
export const ROUTES: readonly Route[] = [
  ...CHECKOUT_SESSIONS,
  ...CUSTOMERS,
  ...BILLING_PORTAL,
  ...PRODUCTS_AND_PRICES,
  ...PAYMENT_INTENTS,
  ...PAYMENT_METHODS,
  ...CHARGES,
  ...REFUNDS,
  ...DISPUTES,
  ...EARLY_FRAUD_WARNINGS,
  ...SUBSCRIPTIONS,
  ...SUBSCRIPTION_SCHEDULES,
  ...INVOICES,
  ...INVOICE_ITEMS,
  ...PAYMENT_PAGES,
  ...BALANCE,
  ...PAYOUTS,
  ...EVENTS,
  ...WEBHOOK_ENDPOINTS,
];
