import { sql } from 'drizzle-orm';
import { index, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from '../platform/columns.ts';

export const INBOX_STATES = ['applied', 'unused', 'failed', 'set-aside'] as const;

/** Every event that Stripe told us, reduced to what we read of it, and what became of it. */
export const inbox = pgTable(
  'inbox',
  {
    /** Stripe's event id */
    id: text('id').primaryKey(),
    type: text('type').notNull(),
    createdAt: instant('created_at').notNull(),
    apiVersion: text('api_version'),
    receivedAt: instant('received_at').notNull(),
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
  },
  (table) => [
    index('inbox_unapplied').on(table.retryAt).where(sql`${table.state} in ('failed', 'set-aside')`),
    index('inbox_created_at').on(table.createdAt),
  ],
);
