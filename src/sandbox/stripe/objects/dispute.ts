import type Stripe from 'stripe';
import { DAY } from '../../../platform/time.ts';
import { newId } from '../ids.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

export type DisputeStatus =
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed'
  | 'prevented'
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost';

/** Which stage may follow which. An inquiry that is not settled becomes a dispute, under the same id. */
export const NEXT: Record<string, readonly DisputeStatus[]> = {
  warning_needs_response: ['warning_under_review', 'warning_closed', 'prevented', 'needs_response'],
  warning_under_review: ['warning_closed', 'prevented', 'needs_response'],
  needs_response: ['under_review', 'won', 'lost'],
  under_review: ['won', 'lost'],
};

export function isOver(status: string): boolean {
  return !Object.hasOwn(NEXT, status);
}

export function isInquiry(status: string): boolean {
  return status.startsWith('warning_');
}

/** Days until an answer is due (docs.stripe.com/disputes/responding): the card networks give between 7 and 21. */
const DUE_AFTER = (9 * DAY) / 1_000;

const NO_EVIDENCE = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
} satisfies Wire<Stripe.Dispute.Evidence>;

/** A dispute before any money has moved for it. */
export function buildDispute(
  world: World,
  charge: Wire<Stripe.Charge>,
  order: { amount: number; status: DisputeStatus; reason: string },
): Wire<Stripe.Dispute> {
  const { amount, status, reason } = order;
  return {
    id: newId('dispute', world.clock.now()),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: now(world),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...NO_EVIDENCE, customer_email_address: charge.billing_details.email },
    evidence_details: {
      due_by: now(world) + DUE_AFTER,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: isInquiry(status),
    livemode: false,
    metadata: {},
    network_reason_code: '10.4',
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand: 'visa',
        case_type: isInquiry(status) ? 'inquiry' : 'chargeback',
        network: 'visa',
        network_reason_code: '10.4',
      },
      type: 'card',
    },
    reason,
    status,
  } satisfies Wire<Stripe.Dispute>;
}
