import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { amount, bytes, instant } from '../platform/columns.ts';
import { LOCALES } from '../platform/locale.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import { CHANNELS, DELAYS, REMINDER_EVENTS, REMINDER_STATES } from './rules.ts';

/** Reminders by e-mail; all others are kept by the reader's device alone. When the next mail goes out stands with the mails. */
export const reminders = pgTable(
  'reminders',
  {
    id: uuid('id').primaryKey(),
    createdAt: instant('created_at').notNull(),
    state: text('state', { enum: REMINDER_STATES }).notNull(),
    /** null once the address is erased */
    addresseeId: uuid('addressee_id'),
    locale: text('locale', { enum: LOCALES }).notNull(),
    delay: text('delay', { enum: DELAYS }).notNull(),
    /** when the mail comes: the first, or of several the next */
    remindAt: instant('remind_at').notNull(),
    /** from which later ones are counted, so that the 31st stays the 31st */
    firstAt: instant('first_at').notNull(),
    everyMonths: smallint('every_months'),
    /** what its reader was about to give */
    frequency: text('frequency', { enum: FREQUENCIES }),
    amount: amount('amount'),
    currency: text('currency'),
    campaign: text('campaign'),
    confirmedAt: instant('confirmed_at'),
    endedAt: instant('ended_at'),
    /** keyed hashes of the Idempotency-Key and of the body that came with it */
    requestKey: bytes('request_key').unique(),
    requestHash: bytes('request_hash'),
    /** once it is done: of the token that its mails carried, so that the link in the last one still works, once */
    tokenHash: bytes('token_hash').unique(),
  },
  (table) => [
    index('reminders_addressee').on(table.addresseeId),
    index('reminders_unconfirmed').on(table.createdAt).where(sql`${table.state} = 'unconfirmed'`),
    index('reminders_ended').on(table.endedAt).where(sql`${table.endedAt} is not null`),
  ],
);

/** How often what happened, by month and campaign: counted when it happens, so that no person need be kept to be counted. */
export const reminderCounts = pgTable(
  'reminder_counts',
  {
    /** as 2026-11, in `REPORT_TIME_ZONE` */
    month: text('month').notNull(),
    /** empty: none */
    campaign: text('campaign').notNull(),
    channel: text('channel', { enum: CHANNELS }).notNull(),
    delay: text('delay', { enum: DELAYS }).notNull(),
    event: text('event', { enum: REMINDER_EVENTS }).notNull(),
    count: integer('count').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.month, table.campaign, table.channel, table.delay, table.event] }),
  ],
);
