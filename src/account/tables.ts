import { sql } from 'drizzle-orm';
import { index, pgTable, smallint, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { identity } from '../members/tables.ts';
import { bytes, instant } from '../platform/columns.ts';
import { LOCALES } from '../platform/locale.ts';
import { CHANGE_KINDS, CHANGE_STATES } from './changes/rules.ts';
import { DOUBLE_ANSWERS } from './doubles/rules.ts';
import { NOTICE_KINDS } from './notices/rules.ts';

/** Somebody typed an address to sign in with. The addressee's token is the link's; used or forgotten, both rows are gone. */
export const signInLinks = identity.table(
  'sign_in_links',
  {
    id: uuid('id').primaryKey(),
    addresseeId: uuid('addressee_id').notNull().unique(),
    locale: text('locale', { enum: LOCALES }).notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('sign_in_links_expires_at').on(table.expiresAt)],
);

/**
 * What a member asked of Stripe about a membership, written down before Stripe is asked, so that a repeat under the same
 * key, by whatever process, never does it twice.
 */
export const membershipChanges = pgTable(
  'membership_changes',
  {
    id: uuid('id').primaryKey(),
    memberId: uuid('member_id').notNull(),
    membershipId: text('membership_id').notNull(),
    kind: text('kind', { enum: CHANGE_KINDS }).notNull(),
    /** JSON: what exactly; null once it is settled */
    details: text('details'),
    /** keyed hashes of the Idempotency-Key and of what came with it */
    requestKey: bytes('request_key').unique(),
    requestHash: bytes('request_hash'),
    state: text('state', { enum: CHANGE_STATES }).notNull(),
    /** the key at Stripe is this id and this number */
    attempt: smallint('attempt').notNull(),
    attemptedAt: instant('attempted_at').notNull(),
    requestedAt: instant('requested_at').notNull(),
    settledAt: instant('settled_at'),
  },
  (table) => [
    // One at a time: who wants another meanwhile is told that this one is under way.
    uniqueIndex('membership_changes_waiting').on(table.membershipId).where(sql`${table.state} = 'waiting'`),
    index('membership_changes_member').on(table.memberId),
  ],
);

/** What a member was written about, once each: that is how a mail is not sent again for what is told again. */
export const notices = pgTable(
  'notices',
  {
    id: uuid('id').primaryKey(),
    memberId: uuid('member_id').notNull(),
    kind: text('kind', { enum: NOTICE_KINDS }).notNull(),
    /** Stripe's id of the membership, invoice or payment, or an id of ours */
    about: text('about').notNull(),
    /** which time: a date, the number of an attempt; empty where there is but one */
    occasion: text('occasion').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    unique('notices_once').on(table.kind, table.about, table.occasion),
    index('notices_member').on(table.memberId),
  ],
);

/** Two memberships of one member that live at the same time, though nobody said that both were meant. */
export const doubles = pgTable(
  'doubles',
  {
    id: uuid('id').primaryKey(),
    memberId: uuid('member_id').notNull(),
    earlierId: text('earlier_id').notNull(),
    laterId: text('later_id').notNull(),
    foundAt: instant('found_at').notNull(),
    /** null: nobody has answered, nor has either of them ended */
    answer: text('answer', { enum: DOUBLE_ANSWERS }),
    settledAt: instant('settled_at'),
  },
  (table) => [
    unique('doubles_once').on(table.earlierId, table.laterId),
    index('doubles_member').on(table.memberId),
    index('doubles_open').on(table.foundAt).where(sql`${table.settledAt} is null`),
  ],
);

/** Somebody was erased here; what is left is to end their renewals and customers at Stripe. Gone once that is done. */
export const erasures = identity.table('erasures', {
  id: uuid('id').primaryKey(),
  memberId: uuid('member_id').notNull(),
  /** JSON: Stripe's customer ids that are still to be deleted; deleting one ends its subscriptions */
  customers: text('customers').notNull(),
  attempts: smallint('attempts').notNull().default(0),
  createdAt: instant('created_at').notNull(),
  retryAt: instant('retry_at').notNull(),
});

/** Tombstones that this database knows of: one that is in the file and not here was written after the backup was made. */
export const tombstones = identity.table('tombstones', {
  hash: bytes('hash').primaryKey(),
});
