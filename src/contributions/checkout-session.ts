import type { SessionState } from './rules.ts';

/** Stripe's checkout session as far as we keep it. */
export type CheckoutSession = {
  id: string;
  contributionId: string;
  state: SessionState;
  /** the pay page, or the way back to it once expired */
  url: string | null;
  expiresAt: Date;
};
