import type Stripe from 'stripe';

/**
 * What each served route takes, by name. `scripts/generate-stripe-schemas.ts` turns this one type into
 * `parameters.schema.json`, to which every request is held: a parameter that the SDK's types do not know is refused.
 */
export type Parameters = {
  BalanceRetrieve: Stripe.BalanceRetrieveParams;
  BalanceTransactionList: Stripe.BalanceTransactionListParams;
  ChargeList: Stripe.ChargeListParams;
  ChargeUpdate: Stripe.ChargeUpdateParams;
  CheckoutSessionCreate: Stripe.Checkout.SessionCreateParams;
  CheckoutSessionExpire: Stripe.Checkout.SessionExpireParams;
  CheckoutSessionLineItems: Stripe.Checkout.SessionListLineItemsParams;
  CheckoutSessionList: Stripe.Checkout.SessionListParams;
  CheckoutSessionUpdate: Stripe.Checkout.SessionUpdateParams;
  CustomerCreate: Stripe.CustomerCreateParams;
  CustomerDelete: Stripe.CustomerDeleteParams;
  CustomerList: Stripe.CustomerListParams;
  CustomerUpdate: Stripe.CustomerUpdateParams;
  DisputeList: Stripe.DisputeListParams;
  DisputeUpdate: Stripe.DisputeUpdateParams;
  EarlyFraudWarningList: Stripe.Radar.EarlyFraudWarningListParams;
  EventList: Stripe.EventListParams;
  InvoiceList: Stripe.InvoiceListParams;
  InvoicePaymentList: Stripe.InvoicePaymentListParams;
  PaymentIntentConfirm: Stripe.PaymentIntentConfirmParams;
  PaymentIntentCreate: Stripe.PaymentIntentCreateParams;
  PaymentIntentList: Stripe.PaymentIntentListParams;
  PayoutCreate: Stripe.PayoutCreateParams;
  PayoutList: Stripe.PayoutListParams;
  PayoutUpdate: Stripe.PayoutUpdateParams;
  PriceCreate: Stripe.PriceCreateParams;
  PriceList: Stripe.PriceListParams;
  ProductCreate: Stripe.ProductCreateParams;
  ProductList: Stripe.ProductListParams;
  RefundCreate: Stripe.RefundCreateParams;
  RefundList: Stripe.RefundListParams;
  RefundUpdate: Stripe.RefundUpdateParams;
  Retrieve: Stripe.CustomerRetrieveParams;
  SubscriptionCancel: Stripe.SubscriptionCancelParams;
  SubscriptionCreate: Stripe.SubscriptionCreateParams;
  SubscriptionList: Stripe.SubscriptionListParams;
  SubscriptionUpdate: Stripe.SubscriptionUpdateParams;
  WebhookEndpointCreate: Stripe.WebhookEndpointCreateParams;
  WebhookEndpointDelete: Stripe.WebhookEndpointDeleteParams;
  WebhookEndpointList: Stripe.WebhookEndpointListParams;
  WebhookEndpointUpdate: Stripe.WebhookEndpointUpdateParams;
};

export type ParametersName = keyof Parameters;
