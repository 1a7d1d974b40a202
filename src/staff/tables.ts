import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
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
