import { randomInt } from 'node:crypto';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function randomText(length: number): string {
  return Array.from({ length }, () => BASE62[randomInt(62)]).join('');
}

/** Seven base-62 digits hold milliseconds since 1970 until the year 2081. */
function timeText(instant: Date): string {
  let rest = instant.getTime();
  let text = '';
  for (let digit = 0; digit < 7; digit += 1) {
    text = `${BASE62[rest % 62]}${text}`;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** Ids in Stripe's look. Those with a digit after the underscore carry their time, as Stripe's do. */
const SHAPES = {
  balance_transaction: { prefix: 'txn_3', random: 16 },
  'billing_portal.session': { prefix: 'bps_1', random: 16 },
  charge: { prefix: 'ch_3', random: 16 },
  'checkout.session': { prefix: 'cs_test_a1', random: 51 },
  customer: { prefix: 'cus_', random: 7 },
  dispute: { prefix: 'du_1', random: 16 },
  early_fraud_warning: { prefix: 'issfr_1', random: 16 },
  event: { prefix: 'evt_1', random: 16 },
  invoice: { prefix: 'in_1', random: 16 },
  invoiceitem: { prefix: 'ii_1', random: 16 },
  invoice_payment: { prefix: 'inpay_1', random: 16 },
  line_item: { prefix: 'li_1', random: 16 },
  invoice_line: { prefix: 'il_1', random: 16 },
  mandate: { prefix: 'mandate_1', random: 16 },
  payment_intent: { prefix: 'pi_3', random: 16 },
  payment_method: { prefix: 'pm_1', random: 16 },
  payout: { prefix: 'po_1', random: 16 },
  price: { prefix: 'price_1', random: 16 },
  product: { prefix: 'prod_', random: 7 },
  recovery: { prefix: '', random: 40 },
  refund: { prefix: 're_3', random: 16 },
  request: { prefix: 'req_', random: 7 },
  subscription: { prefix: 'sub_1', random: 16 },
  subscription_schedule: { prefix: 'sub_sched_1', random: 16 },
  subscription_item: { prefix: 'si_', random: 7 },
  webhook_endpoint: { prefix: 'we_1', random: 16 },
} as const;

export function newId(shape: keyof typeof SHAPES, now: Date): string {
  const { prefix, random } = SHAPES[shape];
  return `${prefix}${timeText(now)}${randomText(random)}`;
}

export function newSecret(prefix: string, length: number): string {
  return `${prefix}${randomText(length)}`;
}
