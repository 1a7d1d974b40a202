import { index, pgSchema, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { amount, bytes, instant } from '../platform/columns.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import { MEMBERSHIP_STATUSES } from './rules.ts';

/** A person who gives, as a pseudonym and nothing else. */
export const members = pgTable('members', {
  id: uuid('id').primaryKey(),
  createdAt: instant('created_at').notNull(),
  /** set when this turned out to be somebody already known; readings kept under the old pseudonym lead on from here */
  mergedInto: uuid('merged_into'),
});

/** A recurring gift: a register that holds the newest snapshot of Stripe's subscription. */
export const memberships = pgTable(
  'memberships',
  {
    /** Stripe's subscription id */
    id: text('id').primaryKey(),
    memberId: uuid('member_id').notNull(),
    contributionId: uuid('contribution_id'),
    status: text('status', { enum: MEMBERSHIP_STATUSES }).notNull(),
    frequency: text('frequency', { enum: FREQUENCIES }),
    amount: amount('amount').notNull(),
    currency: text('currency').notNull(),
    startedAt: instant('started_at').notNull(),
    currentPeriodEnd: instant('current_period_end').notNull(),
    /** when it is to end, if that is settled */
    endsAt: instant('ends_at'),
    endedAt: instant('ended_at'),
    /** sorts snapshots from old to new, byte by byte; made by `versionOf` */
    version: text('version').notNull(),
    learntAt: instant('learnt_at').notNull(),
  },
  (table) => [
    index('memberships_member').on(table.memberId),
    index('memberships_contribution').on(table.contributionId),
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
