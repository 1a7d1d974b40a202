import { expect } from 'vitest';
import { fromUnixSeconds } from '../../../src/platform/time.ts';
import type { StripeEvent } from '../../support/events.ts';
import type { Happening, World } from '../../support/happenings.ts';
import { type Life, lead, type Step } from '../../support/lives.ts';
import type { State } from '../../support/state.ts';

export type Row = {
  /** lets the event happen at Stripe, last of its type */
  happen(world: World): Promise<void>;
  /** what the event leaves, delivered alone */
  leaves: State | ((event: StripeEvent) => State);
};

type Ending = (Life & { kind: 'once' })['ending'];

const person = { address: 'reader@example.org', pause: 1_000 };
export const once = (ending: Ending): Life => ({ ...person, kind: 'once', ending });
export const monthly = (...steps: Step[]): Life => ({
  ...person,
  kind: 'recurring',
  frequency: 'monthly',
  start: 'card',
  steps,
});

/** A life, and what comes afterwards. */
export function after(life: Life, ...afterwards: Happening[]): Row['happen'] {
  return (world) => lead(world, { ...life, afterwards });
}

export const row = (columns: object) => [expect.objectContaining({ row: expect.objectContaining(columns) })];
export const id = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_`));

/** An instant as the database tells it. */
export function at(seconds: number): string {
  return fromUnixSeconds(seconds).toISOString().replace('.000Z', '+00:00');
}

/** The books stay empty. */
export const NO_MONEY: State = {
  payments: [],
  intents: [],
  charges: [],
  transactions: [],
  invoices: [],
  failures: [],
  refunds: [],
  disputes: [],
  warnings: [],
  payouts: [],
};
