import { z } from 'zod';
import { EmailAddress } from '../platform/email-address.ts';
import { Country, Currency, MinorUnits, Slug } from '../platform/http/fields.ts';
import { LOCALES } from '../platform/locale.ts';
import { isTimeZone } from '../platform/time.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import { CHANNELS, DELAYS, EVERY } from './rules.ts';

const [WEEK, MONTH, QUARTER] = DELAYS;

/** What comes in and goes out at the edge of a reminder; the OpenAPI document says no more and no less. */
const Body = z.strictObject({
  in: z
    .enum([WEEK, MONTH, QUARTER], { error: 'delay-invalid' })
    .optional()
    .meta({ description: 'After so long: this or `on`, never both' }),
  on: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'date-invalid' })
    .optional()
    .meta({ format: 'date', description: 'On this day: later than today, within a year' }),
  channel: z.enum(CHANNELS).meta({
    description:
      '`none`: the ask is hidden, and that is all. `calendar`: a calendar file as well. `email`: one mail, after the address is confirmed. For the first two nothing is stored.',
  }),
  email: EmailAddress.optional().meta({ description: 'For the channel `email`, and only for it' }),
  every: z
    .enum(EVERY, { error: 'interval-invalid' })
    .optional()
    .meta({ description: 'Again and again, for a year at the most; for `email` only' }),
  choice: z
    .strictObject({ frequency: z.enum(FREQUENCIES), amount: MinorUnits, currency: Currency })
    .optional()
    .meta({ description: 'What the reader was about to give: filled in when they come back' }),
  campaign: Slug.optional(),
  locale: z.enum(LOCALES).default('en'),
  timeZone: z.string().max(64).refine(isTimeZone, { error: 'time-zone-invalid' }).optional().meta({
    description: "The reader's, as IANA names it: the mail comes there in the morning. It is not kept.",
    example: 'Europe/Amsterdam',
  }),
  residence: Country.optional().meta({
    description: 'ISO 3166-1; checked for `email` alone, and kept for none',
  }),
});

type Fault = { field: 'in' | 'on' | 'email' | 'every'; code: string };

export const ReminderRequest = Body.superRefine((body, check) => {
  for (const { field, code } of faultsOf(body))
    check.addIssue({ code: 'custom', path: [field], message: code });
}).meta({
  id: 'ReminderRequest',
  oneOf: [{ required: ['in'] }, { required: ['on'] }],
  examples: [
    { in: 'P1M', channel: 'none' },
    {
      on: '2027-01-15',
      channel: 'email',
      email: 'reader@example.org',
      every: 'P3M',
      choice: { frequency: 'monthly', amount: 500, currency: 'usd' },
      campaign: 'spring-2026',
      timeZone: 'Europe/Amsterdam',
    },
  ],
});

function faultsOf({ in: delay, on, channel, email, every }: z.output<typeof Body>): Fault[] {
  const byMail = channel === 'email';
  const faults: (Fault | false)[] = [
    delay === undefined && on === undefined && { field: 'in', code: 'in-or-on-needed' },
    delay !== undefined && on !== undefined && { field: 'on', code: 'in-or-on-not-both' },
    byMail && email === undefined && { field: 'email', code: 'email-needed' },
    !byMail && email !== undefined && { field: 'email', code: 'email-not-needed' },
    !byMail && every !== undefined && { field: 'every', code: 'only-by-email' },
  ];
  return faults.filter((fault) => fault !== false);
}

export const ReminderDocument = z
  .object({
    askAgainAt: z.iso.datetime().meta({ description: 'The ask is hidden in this browser until then' }),
    channel: z.enum(CHANNELS),
    calendarUrl: z.url().optional().meta({ description: 'A calendar file; for `calendar` only' }),
  })
  .meta({ id: 'Reminder' });

export const CurrentReminderDocument = z
  .object({
    status: z.enum(['waiting', 'due', 'done', 'cancelled']),
    askAgainAt: z.iso.datetime(),
    channel: z.enum(CHANNELS),
  })
  .meta({ id: 'CurrentReminder' });
