import { index, pgTable, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from '../platform/columns.ts';

/**
 * Until when a browser is not asked. A row knows the hash of a random token and a subject (a contribution); neither
 * leads to a person without what the browser or the ledger holds.
 */
export const askClocks = pgTable(
  'ask_clocks',
  {
    tokenHash: bytes('token_hash').primaryKey(),
    subject: uuid('subject').notNull(),
    quietUntil: instant('quiet_until').notNull(),
  },
  (table) => [index('ask_clocks_subject').on(table.subject)],
);
