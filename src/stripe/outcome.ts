import Stripe from 'stripe';

/**
 * Why something that was asked of Stripe is not done, as far as we know. `unknown`: no answer, so the same key must be asked
 * again. `failed`: Stripe answered 500 and will replay it, so look first and then use a new key. `busy`: nothing was done.
 * `refused`: it never will be, as it is.
 */
export class StripeOutcome extends Error {
  readonly outcome: 'unknown' | 'failed' | 'busy' | 'refused';
  /** Stripe's code, never its message */
  readonly code: string;

  constructor(outcome: StripeOutcome['outcome'], code: string) {
    super(outcome);
    this.name = 'StripeOutcome';
    this.outcome = outcome;
    this.code = code;
  }
}

/** What a call that threw came to. */
export function outcomeOf(error: unknown): StripeOutcome {
  if (error instanceof StripeOutcome) return error;
  if (!(error instanceof Stripe.errors.StripeError)) return new StripeOutcome('unknown', 'unreadable');
  const code = error.code ?? error.type;
  if (error instanceof Stripe.errors.StripeConnectionError) return new StripeOutcome('unknown', code);
  if (error instanceof Stripe.errors.StripeRateLimitError) return new StripeOutcome('busy', code);
  if (error instanceof Stripe.errors.StripeIdempotencyError) return new StripeOutcome('failed', code);
  // Stripe replays its own 500; a gateway's 502 to 504, or an answer that is no JSON, says nothing about the request.
  if (error.statusCode === 500) return new StripeOutcome('failed', code);
  if (error.statusCode === undefined || error.statusCode > 500) return new StripeOutcome('unknown', code);
  return new StripeOutcome(error.statusCode === 409 ? 'busy' : 'refused', code);
}
