import { sql } from 'drizzle-orm';
import { index, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../platform/columns.ts';
import { LOCALES } from '../platform/locale.ts';
import { CONSENT_PLACES, SUBSCRIPTION_STATES } from './rules.ts';

/** Who wants the newsletter, and the record of their consent. It goes when they go. */
export const subscriptions = pgTable(
  'newsletter_subscriptions',
  {
    id: uuid('id').primaryKey(),
    addresseeId: uuid('addressee_id').notNull().unique(),
    state: text('state', { enum: SUBSCRIPTION_STATES }).notNull(),
    locale: text('locale', { enum: LOCALES }).notNull(),
    askedAt: instant('asked_at').notNull(),
    /** by the link in the mail, or by an address that was just proven */
    confirmedAt: instant('confirmed_at'),
    /** which text was agreed to; the texts of all versions stay in the code */
    consentVersion: smallint('consent_version').notNull(),
    consentPlace: text('consent_place', { enum: CONSENT_PLACES }).notNull(),
  },
  (table) => [index('newsletter_unconfirmed').on(table.askedAt).where(sql`${table.state} = 'unconfirmed'`)],
);
