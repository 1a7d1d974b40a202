import { sql } from 'drizzle-orm';
import { boolean, index, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { amount, bytes, instant } from '../platform/columns.ts';
import { LOCALES } from '../platform/locale.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import { SESSION_STATES } from './rules.ts';

/** What a reader set out to give: made before Stripe is asked, and never again changed but for the attempt. */
export const contributions = pgTable(
  'contributions',
  {
    id: uuid('id').primaryKey(),
    createdAt: instant('created_at').notNull(),
    frequency: text('frequency', { enum: FREQUENCIES }).notNull(),
    /** what the reader chose */
    amount: amount('amount').notNull(),
    /** what was added to cover the processing cost; 0 unless asked for */
    costs: amount('costs').notNull(),
    currency: text('currency').notNull(),
    campaign: text('campaign'),
    source: text('source'),
    /** the language of whoever set out to give: in which they are written to */
    locale: text('locale', { enum: LOCALES }),
    /** wants a word of thanks by mail once it is paid */
    wantsThanks: boolean('wants_thanks').notNull().default(false),
    /** meant to stand beside a membership that is known to live */
    isAlongside: boolean('is_alongside').notNull().default(false),
    /** keyed hashes of the Idempotency-Key and of the body that came with it */
    requestKey: bytes('request_key').unique(),
    requestHash: bytes('request_hash'),
    /** the latest attempt to make a session at Stripe; its idempotency key is this id and this number */
    attempt: smallint('attempt').notNull(),
    attemptedAt: instant('attempted_at').notNull(),
    /** how the latest attempt ended, where it ended without a session */
    attemptOutcome: text('attempt_outcome', { enum: ['unknown', 'failed', 'refused'] }),
    /** stored because a repeat under the same idempotency key must send the same parameters */
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('contributions_wants_thanks').on(table.createdAt).where(sql`${table.wantsThanks}`)],
);

/** Stripe's checkout sessions: one contribution, many sessions, because a recovered session is a new one. */
export const checkoutSessions = pgTable(
  'checkout_sessions',
  {
    id: text('id').primaryKey(),
    contributionId: uuid('contribution_id').notNull(),
    state: text('state', { enum: SESSION_STATES }).notNull(),
    /** the pay page, or the way back to it once expired; null once it is used up, and where only an event told us */
    url: text('url'),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('checkout_sessions_contribution').on(table.contributionId)],
);
