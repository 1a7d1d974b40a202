import { bigint, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from '../platform/columns.ts';
import { ROLES } from './roles.ts';

/** Tokens for programs: only the hash is kept. */
export const apiTokens = pgTable('api_tokens', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  role: text('role', { enum: ROLES }).notNull(),
  tokenHash: bytes('token_hash').notNull().unique(),
  createdAt: instant('created_at').notNull(),
});

/**
 * Who looked at what of a person's, or took something out, and why: written before it is shown. Rows are never changed nor
 * deleted (a trigger sees to that), and each holds the hash of the one before, so that one that is missing shows.
 */
export const audit = pgTable('audit', {
  /** 1, 2, 3 … without gaps */
  position: bigint('position', { mode: 'number' }).primaryKey(),
  at: instant('at').notNull(),
  /** the name of a token, or of a member of staff */
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  /** the pseudonym of the person it is about, where it is one */
  subject: text('subject'),
  reason: text('reason').notNull(),
  previousHash: bytes('previous_hash').notNull(),
  hash: bytes('hash').notNull(),
});
