import { bigint, index, integer, pgTable, smallint, text, uuid, varchar } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** The shape that rate-limiter-flexible expects; its keys are names of ours or keyed hashes, never an address. */
export const rateLimits = pgTable('rate_limits', {
  key: varchar('key', { length: 255 }).primaryKey(),
  points: integer('points').notNull().default(0),
  expire: bigint('expire', { mode: 'number' }),
});

/**
 * Mail that is still to be sent, now or in a year. A row says what it is about and never to whom; it is deleted once its
 * fate is settled, so that looking for what is due costs the same however much was ever sent.
 */
export const mails = pgTable(
  'mails',
  {
    /** random, and the same at every try: the Message-ID is made of it */
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    /** what it is about: the id of a reminder, of a subscription … */
    subject: uuid('subject').notNull(),
    /** when to send it, or to try again */
    dueAt: instant('due_at').notNull(),
    /** from then on it is not worth sending any more */
    expiresAt: instant('expires_at').notNull(),
    /** by the database's own clock: until then somebody is at it */
    claimedUntil: instant('claimed_until'),
    /** how often the mail server refused it for now, or it could not be made; that the server is away does not count */
    failures: smallint('failures').notNull().default(0),
    /** how often it was handed over without our hearing what became of it; never more than twice */
    unheard: smallint('unheard').notNull().default(0),
  },
  (table) => [index('mails_due').on(table.kind, table.dueAt), index('mails_subject').on(table.subject)],
);

/** Since when each key of the ring has been there: what was sealed under it may be in a backup of any day since. */
export const keyUses = pgTable('key_uses', {
  keyId: text('key_id').primaryKey(),
  firstSeenAt: instant('first_seen_at').notNull(),
});
