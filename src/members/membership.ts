import type { Minor } from '../platform/money.ts';
import type { Frequency } from '../stripe/frequency.ts';
import type { Snapshot } from './rules.ts';

/** One snapshot of a recurring gift. `id`: Stripe's subscription. */
export type Membership = Snapshot & {
  id: string;
  memberId: string;
  contributionId: string | null;
  frequency: Frequency | null;
  amount: Minor;
  currency: string;
  startedAt: Date;
  version: string;
  learntAt: Date;
};
