import { index, pgTable, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from '../platform/columns.ts';

/**
 * Until when a browser is not asked. A row knows the hash of a token and a subject (a contribution, a reminder by e-mail);
 * neither leads to a person without what the browser or the ledger holds.
 */
export const askClocks = pgTable(
  'ask_clocks',
  {
    tokenHash: bytes('token_hash').primaryKey(),
    subject: uuid('subject').notNull(),
    quietUntil: instant('quiet_until').notNull(),
    /** a later date that this browser's reader asked for, whatever becomes of the subject */
    wishedUntil: instant('wished_until'),
  },
  (table) => [
    index('ask_clocks_subject').on(table.subject),
    index('ask_clocks_quiet_until').on(table.quietUntil),
  ],
);
