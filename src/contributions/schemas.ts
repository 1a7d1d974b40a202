import { z } from 'zod';
import { MembershipDocument } from '../members/membership-document.ts';
import { EmailAddress } from '../platform/email-address.ts';
import { Country, Currency, IdempotencyHeaders, MinorUnits, Slug } from '../platform/http/fields.ts';
import { ProblemDocument } from '../platform/http/problem.ts';
import { LOCALES } from '../platform/locale.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';

/** What comes in and goes out at the edge of a checkout; the OpenAPI document says no more and no less. */
export const CheckoutRequest = z
  .strictObject({
    frequency: z.enum(FREQUENCIES),
    amount: MinorUnits,
    currency: Currency,
    coverCosts: z
      .boolean()
      .default(false)
      .meta({ description: 'Add what processing costs, so that the amount arrives whole' }),
    email: EmailAddress.optional(),
    locale: z.enum(LOCALES).default('en'),
    campaign: Slug.optional(),
    source: Slug.optional(),
    residence: Country.optional().meta({ description: 'ISO 3166-1; checked, then forgotten' }),
    alongside: z.boolean().optional().meta({
      description: 'Start it beside the membership that its giver is known to have',
    }),
    newsletter: z
      .boolean()
      .optional()
      .meta({ description: 'Ask `email` by mail whether the free weekly newsletter is wanted there' }),
  })
  .refine(({ newsletter, email }) => !newsletter || email !== undefined, {
    path: ['email'],
    error: 'email-missing',
  })
  .meta({ id: 'CheckoutRequest' });

export const CheckoutDocument = z
  .object({
    id: z.uuid(),
    url: z.url().meta({ description: "Stripe's pay page: send the reader there" }),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Checkout' });

export const MembershipExistsDocument = ProblemDocument.extend({
  memberships: z.array(MembershipDocument).meta({ description: 'What there is, the newest first' }),
}).meta({ id: 'MembershipExists', description: 'RFC 9457, with what exists' });

export const CheckoutStatusDocument = z
  .object({
    id: z.uuid(),
    status: z.enum(['open', 'processing', 'complete', 'failed', 'expired']),
    frequency: z.enum(FREQUENCIES),
    amount: MinorUnits.meta({ description: 'What the reader chose' }),
    total: MinorUnits.meta({ description: 'With the processing cost, where it is covered' }),
    currency: Currency,
    resumeUrl: z.url().optional(),
  })
  .meta({ id: 'CheckoutStatus' });

const Preset = z.int();

export const OptionsDocument = z
  .object({
    currency: Currency,
    currencies: z.array(Currency),
    decimals: z
      .int()
      .meta({ description: 'How many of the last digits of an amount are its fraction: 0, 2 or 3' }),
    step: z.int().meta({ description: 'Amounts are multiples of this many minor units' }),
    frequencies: z.array(
      z.object({
        frequency: z.enum(FREQUENCIES),
        presets: z.array(Preset),
        default: Preset,
        minimum: Preset,
        maximum: Preset,
      }),
    ),
    defaultFrequency: z.enum(FREQUENCIES),
    paymentMethods: z.array(z.object({ id: z.string(), label: z.string() })),
    processingCost: z.object({ basisPoints: z.int(), fixed: z.int() }).meta({
      description: 'What covering the costs reckons with: hundredths of a percent, and minor units',
    }),
  })
  .meta({ id: 'ContributionOptions' });

/** The appeal's form: text as browsers send it. All amounts are sent; those of the chosen frequency count. */
export const ContributeForm = z.strictObject({
  frequency: z.enum(FREQUENCIES, { error: 'frequency-invalid' }),
  amount_once: z.string().max(20).optional(),
  amount_monthly: z.string().max(20).optional(),
  amount_annual: z.string().max(20).optional(),
  other_once: z.string().max(20).optional(),
  other_monthly: z.string().max(20).optional(),
  other_annual: z.string().max(20).optional(),
  coverCosts: z.literal('yes').optional(),
  confirmed: z.literal('yes').optional(),
  alongside: z.literal('yes').optional(),
  currency: Currency,
  locale: z.enum(LOCALES).default('en'),
  campaign: Slug.optional(),
  source: Slug.optional(),
  residence: z.union([z.literal('').transform(() => undefined), Country]).optional(),
  idempotencyKey: IdempotencyHeaders.shape['idempotency-key'],
});
export type ContributeForm = z.output<typeof ContributeForm>;
