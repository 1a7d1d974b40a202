import { z } from 'zod';

const Instant = z.iso.datetime();
const Money = z.object({ amount: z.int(), currency: z.string() });

/** All that is held on one person. Money in minor units, instants in UTC; ids are Stripe's, or random ones of ours. */
export const PersonExport = z
  .object({
    exportedAt: Instant,
    member: z.object({
      id: z.string().meta({ description: 'The random number by which the books know you' }),
      since: Instant.nullable(),
      earlierIds: z.array(z.string()).meta({ description: 'Numbers that turned out to be you, too' }),
    }),
    emailAddresses: z.array(z.string()),
    paymentProvider: z.object({
      customerIds: z.array(z.string()).meta({ description: 'What Stripe calls you' }),
      paymentMethods: z.array(
        z.object({ type: z.string(), expires: z.string().nullable().meta({ description: 'As 2026-11' }) }),
      ),
    }),
    memberships: z.array(
      z.object({
        id: z.string(),
        status: z.string(),
        frequency: z.string().nullable(),
        money: Money,
        startedAt: Instant,
        paidUntil: Instant,
        pausedUntil: Instant.nullable(),
        endsAt: Instant.nullable(),
        endedAt: Instant.nullable(),
        endReason: z.string().nullable(),
        endFeedback: z.string().nullable(),
        next: z.object({ frequency: z.string(), money: Money, at: Instant }).nullable(),
      }),
    ),
    contributions: z.array(
      z.object({
        id: z.string(),
        createdAt: Instant,
        frequency: z.string(),
        money: Money,
        costsAdded: z.int(),
        campaign: z.string().nullable(),
        source: z.string().nullable(),
        language: z.string().nullable(),
        wantsThanks: z.boolean(),
        alongsideAnother: z.boolean(),
      }),
    ),
    payments: z.array(
      z.object({
        id: z.string(),
        paidAt: Instant,
        money: Money,
        frequency: z.string().nullable(),
        membership: z.string().nullable(),
        contribution: z.string().nullable(),
      }),
    ),
    paymentAttempts: z.array(
      z.object({
        id: z.string(),
        createdAt: Instant,
        money: Money,
        status: z.string(),
        failureCode: z.string().nullable(),
      }),
    ),
    paymentOrders: z
      .array(
        z.object({
          id: z.string(),
          invoice: z.string().nullable(),
          status: z.string().nullable(),
          declineCode: z.string().nullable(),
          succeededAt: Instant.nullable(),
        }),
      )
      .meta({ description: 'What Stripe was asked to collect; an attempt belongs to one of these' }),
    invoices: z.array(
      z.object({
        id: z.string(),
        membership: z.string().nullable(),
        status: z.string(),
        money: Money,
        attempts: z.int(),
        nextAttemptAt: Instant.nullable(),
      }),
    ),
    failedRenewals: z.array(
      z.object({ invoice: z.string(), membership: z.string(), money: Money, failedAt: Instant }),
    ),
    refunds: z.array(
      z.object({
        id: z.string(),
        createdAt: Instant,
        money: Money,
        status: z.string(),
        reason: z.string().nullable(),
      }),
    ),
    disputes: z.array(
      z.object({ id: z.string(), createdAt: Instant, money: Money, status: z.string(), reason: z.string() }),
    ),
    reminders: z.array(
      z.object({
        createdAt: Instant,
        state: z.string(),
        remindAt: Instant,
        everyMonths: z.int().nullable(),
        choice: z.object({ frequency: z.string(), money: Money }).nullable(),
        campaign: z.string().nullable(),
        language: z.string(),
        confirmedAt: Instant.nullable(),
      }),
    ),
    newsletter: z.array(
      z.object({
        state: z.string(),
        language: z.string(),
        askedAt: Instant,
        confirmedAt: Instant.nullable(),
        consent: z.object({ version: z.int(), text: z.string().nullable(), place: z.string() }),
      }),
    ),
    signInLinks: z.array(z.object({ createdAt: Instant, expiresAt: Instant, language: z.string() })),
    signedIn: z.array(z.object({ since: Instant, lastUsedAt: Instant })),
    mailsAboutYourSupport: z.array(
      z.object({ kind: z.string(), about: z.string(), occasion: z.string(), at: Instant }),
    ),
    changes: z.array(
      z.object({
        kind: z.string(),
        membership: z.string(),
        state: z.string(),
        requestedAt: Instant,
        settledAt: Instant.nullable(),
        details: z.unknown().meta({ description: 'What exactly, until it is settled' }),
      }),
    ),
    doubleMemberships: z.array(
      z.object({
        earlier: z.string(),
        later: z.string(),
        foundAt: Instant,
        answer: z.string().nullable(),
        settledAt: Instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'PersonExport' });

export type PersonExport = z.input<typeof PersonExport>;
