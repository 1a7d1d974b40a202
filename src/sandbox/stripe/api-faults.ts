import { randomInt } from 'node:crypto';

/** What can be made to go wrong with API requests: the share, 0 to 1, that meets each fault. */
export type ApiFaults = {
  /** 429, before anything is done. */
  rateLimit?: number;
  /** 500. Where the work was done, Stripe keeps this answer under the idempotency key. */
  error?: number;
  /** The connection is cut. */
  reset?: number;
  /** No answer ever comes. */
  hang?: number;
  /** Whether the work is done all the same before a 500, a cut or a silence; at random where absent. */
  done?: boolean;
};

export type ApiFault = { kind: 'rateLimit' | 'error' | 'reset' | 'hang'; done: boolean };

const KINDS = ['rateLimit', 'error', 'reset', 'hang'] as const;
const FINE = 1_000_000;

/** The fault that one request meets, or null. */
export function drawFault(faults: ApiFaults): ApiFault | null {
  let left = randomInt(FINE) / FINE;
  for (const kind of KINDS) {
    const share = faults[kind] ?? 0;
    if (left < share) return { kind, done: kind !== 'rateLimit' && (faults.done ?? randomInt(2) === 1) };
    left -= share;
  }
  return null;
}
