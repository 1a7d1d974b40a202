import { sql } from 'drizzle-orm';
import { index, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from '../platform/columns.ts';

export const INBOX_STATES = ['applied', 'unused', 'failed', 'set-aside', 'dismissed'] as const;

/**
 * Everything that Stripe told us, by event or by answer, reduced to what we read of it, and what became of it. The books
 * can be built again from this table alone.
 */
export const inbox = pgTable(
  'inbox',
  {
    /** Stripe's event id; `read:…` for what was read from its API */
    id: text('id').primaryKey(),
    type: text('type').notNull(),
    createdAt: instant('created_at').notNull(),
    apiVersion: text('api_version'),
    /** when Stripe answered, by its own clock, where this was read from its API; null: it was an event that said it all */
    readAt: instant('read_at'),
    receivedAt: instant('received_at').notNull(),
    /** when its effects were written: what facts carry as the time when they were learnt */
    appliedAt: instant('applied_at'),
    state: text('state', { enum: INBOX_STATES }).notNull(),
    /** JSON, as text because nothing asks Postgres about its inside; null where it could not be read */
    reading: text('reading'),
    /** who it is about, once known */
    memberId: uuid('member_id'),
    /** who it is about while it is not applied: customer and address, under the inbox key; nulled afterwards */
    sealedPerson: bytes('sealed_person'),
    attempts: smallint('attempts').notNull().default(0),
    retryAt: instant('retry_at'),
    errorCode: text('error_code'),
    /** why somebody decided that it will not be applied */
    dismissal: text('dismissal'),
  },
  (table) => [
    index('inbox_unapplied').on(table.retryAt).where(sql`${table.state} in ('failed', 'set-aside')`),
    index('inbox_created_at').on(table.createdAt),
  ],
);
