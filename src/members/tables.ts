import { sql } from 'drizzle-orm';
import { boolean, index, pgSchema, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { amount, bytes, instant } from '../platform/columns.ts';
import { contestedIndex, register } from '../platform/register.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import { MEMBERSHIP_STATUSES, PAUSES } from './rules.ts';

/** A person who gives, as a pseudonym and nothing else. */
export const members = pgTable(
  'members',
  {
    id: uuid('id').primaryKey(),
    createdAt: instant('created_at').notNull(),
    /** set when this turned out to be somebody already known; readings kept under the old pseudonym lead on from here */
    mergedInto: uuid('merged_into'),
  },
  // Who is to be erased is erased under every pseudonym they ever had.
  (table) => [index('members_merged').on(table.mergedInto).where(sql`${table.mergedInto} is not null`)],
);

/** A recurring gift: a register that holds the newest snapshot of Stripe's subscription. */
export const memberships = pgTable(
  'memberships',
  {
    /** Stripe's subscription id */
    id: text('id').primaryKey(),
    memberId: uuid('member_id').notNull(),
    contributionId: uuid('contribution_id'),
    status: text('status', { enum: MEMBERSHIP_STATUSES }).notNull(),
    /** `collection`: it goes on without being paid for; `membership`: it stands still; null: not paused */
    pause: text('pause', { enum: PAUSES }),
    /** when a pause ends by itself */
    pausedUntil: instant('paused_until'),
    frequency: text('frequency', { enum: FREQUENCIES }),
    amount: amount('amount').notNull(),
    currency: text('currency').notNull(),
    startedAt: instant('started_at').notNull(),
    currentPeriodEnd: instant('current_period_end').notNull(),
    /** when it is to end, if that is settled */
    endsAt: instant('ends_at'),
    endedAt: instant('ended_at'),
    /** Stripe's words: cancellation_requested, payment_failed (also where it is not to end for that), payment_disputed */
    endReason: text('end_reason'),
    /** what the giver chose from Stripe's list of reasons */
    endFeedback: text('end_feedback'),
    ...register(),
  },
  (table) => [
    contestedIndex('memberships', table),
    index('memberships_member').on(table.memberId),
    index('memberships_contribution').on(table.contributionId),
    index('memberships_started_at').on(table.startedAt),
    // What somebody has to be written about is looked for each minute, among few.
    index('memberships_annual')
      .on(table.currentPeriodEnd)
      .where(sql`${table.frequency} = 'annual' and ${table.status} = 'active' and ${table.endsAt} is null`),
    index('memberships_pausing').on(table.pausedUntil).where(sql`${table.status} = 'paused'`),
    index('memberships_ending')
      .on(table.endsAt)
      .where(sql`${table.endsAt} is not null and ${table.endedAt} is null`),
    index('memberships_ended').on(table.endedAt).where(sql`${table.endedAt} is not null`),
  ],
);

/**
 * What a membership turns into at the end of what is paid: a register that holds the newest snapshot of Stripe's
 * subscription schedule.
 */
export const membershipSchedules = pgTable(
  'membership_schedules',
  {
    /** Stripe's subscription schedule id */
    id: text('id').primaryKey(),
    membershipId: text('membership_id').notNull(),
    /** whether it still leads the subscription; once released, cancelled or completed it does not */
    isOpen: boolean('is_open').notNull(),
    /** null: nothing is to come after the present phase */
    nextFrequency: text('next_frequency', { enum: FREQUENCIES }),
    nextAmount: amount('next_amount'),
    nextAt: instant('next_at'),
    ...register(),
  },
  (table) => [
    contestedIndex('membership_schedules', table),
    index('membership_schedules_membership').on(table.membershipId),
  ],
);

/** Who is who lives apart, in a schema to which a role for reports need not be let in. */
export const identity = pgSchema('identity');

/** One address of a member: sealed under a key of its own, found again by its blind index. */
export const contacts = identity.table(
  'contacts',
  {
    id: uuid('id').primaryKey(),
    memberId: uuid('member_id').notNull(),
    addressIndex: bytes('address_index').notNull().unique(),
    indexKeyId: text('index_key_id').notNull(),
    sealed: bytes('sealed').notNull(),
    wrappedKey: bytes('wrapped_key').notNull(),
    wrappingKeyId: text('wrapping_key_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('contacts_member').on(table.memberId)],
);

/** Stripe's customers; Checkout makes a new one each time, so a member may have many. */
export const customers = identity.table(
  'customers',
  {
    id: text('id').primaryKey(),
    memberId: uuid('member_id').notNull(),
  },
  (table) => [index('customers_member').on(table.memberId)],
);

/** Customers that were deleted at Stripe. Whose they were is still known, for what comes late. */
export const endedCustomers = identity.table('ended_customers', {
  id: text('id').primaryKey(),
  endedAt: instant('ended_at').notNull(),
});

/** What somebody pays with: of a card the month in which it ends, and nothing that would tell it from another. */
export const paymentMethods = identity.table(
  'payment_methods',
  {
    id: text('id').primaryKey(),
    /** null once it is nobody's any more */
    customerId: text('customer_id'),
    /** Stripe's word: card, sepa_debit … */
    type: text('type').notNull(),
    /** the last month in which it works, as 2026-11 */
    expires: text('expires'),
    ...register(),
  },
  (table) => [index('payment_methods_customer').on(table.customerId)],
);

/**
 * An address that somebody left without being a member: for a reminder, for the newsletter. Each asking has a row of its
 * own, sealed under a key of its own, so that forgetting one is deleting a row.
 */
export const addressees = identity.table(
  'addressees',
  {
    id: uuid('id').primaryKey(),
    addressIndex: bytes('address_index').notNull(),
    indexKeyId: text('index_key_id').notNull(),
    /** the token that the links in its mails carry, and the address */
    sealed: bytes('sealed').notNull(),
    wrappedKey: bytes('wrapped_key').notNull(),
    wrappingKeyId: text('wrapping_key_id').notNull(),
    /** of that token: who shows it has read our mail */
    tokenHash: bytes('token_hash').notNull().unique(),
  },
  (table) => [index('addressees_address').on(table.addressIndex)],
);

/**
 * Customers of whoever was erased, by the SHA-256 of their ids, which are random: what Stripe tells of them late is booked
 * for the pseudonym that the books know, and makes nobody a member again.
 */
export const erasedCustomers = identity.table('erased_customers', {
  idHash: bytes('id_hash').primaryKey(),
  memberId: uuid('member_id').notNull(),
});

/** Who is signed in. Only hashes are kept of what the browser holds. */
export const sessions = identity.table(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    memberId: uuid('member_id').notNull(),
    tokenHash: bytes('token_hash').notNull().unique(),
    /** the token before the last rotation: good for as long as a request with it may be under way */
    previousHash: bytes('previous_hash'),
    rotatedAt: instant('rotated_at').notNull(),
    usedAt: instant('used_at').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('sessions_member').on(table.memberId), index('sessions_previous').on(table.previousHash)],
);
