/** Each list from the beginning to the end of a life: whoever is further along stays there. */
export const INTENT_STATUSES = ['processing', 'failed', 'canceled', 'succeeded'] as const;
export type IntentStatus = (typeof INTENT_STATUSES)[number];

export const CHARGE_STATUSES = ['pending', 'failed', 'succeeded'] as const;

export const PAYMENT_LIVES = [
  'processing',
  'failed',
  'canceled',
  'paid',
  'partly refunded',
  'refunded',
  'refund failed',
  'disputed',
  'won',
  'lost',
] as const;
export type PaymentLife = (typeof PAYMENT_LIVES)[number];

/** What is known of a payment; statuses in Stripe's words. */
export type LifeFacts = {
  /** what came in, in minor units; null: nothing has */
  paid: bigint | null;
  attempts: readonly IntentStatus[];
  /** of an invoice that was not paid, or not at once */
  invoice: string | null;
  refunds: readonly { amount: bigint; status: string }[];
  disputes: readonly string[];
};

/**
 * How far a payment has come, as one word. An inquiry moves no money, and so changes nothing; an open dispute outweighs
 * all else, a lost one every refund, and money given back the memory of a dispute that was won.
 */
export function lifeOf({ paid, attempts, invoice, refunds, disputes }: LifeFacts): PaymentLife {
  if (paid === null && !attempts.includes('succeeded')) return lifeOfAttempts(attempts, invoice);
  const disputed = disputes.filter((status) => !movesNoMoney(status));
  if (disputed.some((status) => status !== 'won' && status !== 'lost')) return 'disputed';
  if (disputed.includes('lost')) return 'lost';
  const given = refunds
    .filter(({ status }) => status !== 'failed' && status !== 'canceled')
    .reduce((sum, { amount }) => sum + amount, 0n);
  if (given > 0n) return paid !== null && given >= paid ? 'refunded' : 'partly refunded';
  if (refunds.some(({ status }) => status === 'failed')) return 'refund failed';
  return disputed.includes('won') ? 'won' : 'paid';
}

function movesNoMoney(dispute: string): boolean {
  return dispute.startsWith('warning_') || dispute === 'prevented';
}

/** Of an attempt under way nothing is known yet, whatever became of others. */
function lifeOfAttempts(attempts: readonly IntentStatus[], invoice: string | null): PaymentLife {
  if (attempts.includes('processing')) return 'processing';
  if (invoice === 'void' || invoice === 'uncollectible') return 'canceled';
  if (attempts.includes('failed')) return 'failed';
  if (attempts.includes('canceled')) return 'canceled';
  return invoice === 'open' ? 'failed' : 'processing';
}

/** Refunds that failed or were cancelled came to nothing. @param refund.status in Stripe's word */
export function isGivenBack({ status }: { status: string }): boolean {
  return status === 'succeeded' || status === 'pending';
}
