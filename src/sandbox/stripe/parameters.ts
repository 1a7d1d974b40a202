import type Stripe from 'stripe';

/**
 * What each served route takes, by name. `scripts/generate-stripe-schemas.ts` turns this one type into
 * `parameters.schema.json`, to which every request is held: a parameter that the SDK's types do not know is refused.
 */
export type Parameters = {
  BalanceRetrieve: Stripe.BalanceRetrieveParams;
  BalanceTransactionList: Stripe.BalanceTransactionListParams;
  BillingPortalConfigurationList: Stripe.BillingPortal.ConfigurationListParams;
  BillingPortalSessionCreate: Stripe.BillingPortal.SessionCreateParams;
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
  InvoiceCreate: Stripe.InvoiceCreateParams;
  InvoiceFinalizeInvoice: Stripe.InvoiceFinalizeInvoiceParams;
  InvoiceItemCreate: Stripe.InvoiceItemCreateParams;
  InvoiceList: Stripe.InvoiceListParams;
  InvoiceMarkUncollectible: Stripe.InvoiceMarkUncollectibleParams;
  InvoicePay: Stripe.InvoicePayParams;
  InvoicePaymentList: Stripe.InvoicePaymentListParams;
  InvoiceVoidInvoice: Stripe.InvoiceVoidInvoiceParams;
  PaymentIntentCancel: Stripe.PaymentIntentCancelParams;
  PaymentIntentConfirm: Stripe.PaymentIntentConfirmParams;
  PaymentIntentCreate: Stripe.PaymentIntentCreateParams;
  PaymentIntentList: Stripe.PaymentIntentListParams;
  PayoutCreate: Stripe.PayoutCreateParams;
  PayoutList: Stripe.PayoutListParams;
  PayoutUpdate: Stripe.PayoutUpdateParams;
  PaymentMethodAttach: Stripe.PaymentMethodAttachParams;
  PaymentMethodCreate: Stripe.PaymentMethodCreateParams;
  PaymentMethodDetach: Stripe.PaymentMethodDetachParams;
  PaymentMethodList: Stripe.PaymentMethodListParams;
  PaymentMethodUpdate: Stripe.PaymentMethodUpdateParams;
  /** Stripe's own, which no SDK knows. */
  PaymentPageConfirm: { payment_method: string; expected_amount?: number };
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
  SubscriptionPause: Stripe.SubscriptionPauseParams;
  SubscriptionResume: Stripe.SubscriptionResumeParams;
  SubscriptionScheduleCancel: Stripe.SubscriptionScheduleCancelParams;
  SubscriptionScheduleCreate: Stripe.SubscriptionScheduleCreateParams;
  SubscriptionScheduleList: Stripe.SubscriptionScheduleListParams;
  SubscriptionScheduleRelease: Stripe.SubscriptionScheduleReleaseParams;
  SubscriptionScheduleUpdate: Stripe.SubscriptionScheduleUpdateParams;
  SubscriptionUpdate: Stripe.SubscriptionUpdateParams;
  WebhookEndpointCreate: Stripe.WebhookEndpointCreateParams;
  WebhookEndpointDelete: Stripe.WebhookEndpointDeleteParams;
  WebhookEndpointList: Stripe.WebhookEndpointListParams;
  WebhookEndpointUpdate: Stripe.WebhookEndpointUpdateParams;
};

export type ParametersName = keyof Parameters;
