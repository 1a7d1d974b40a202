import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { EmailAddress } from '../platform/email-address.ts';
import { LOCALES } from '../platform/locale.ts';
import { type Carried, type Entered, type FormError, NOTHING_ENTERED } from './form-model.ts';
import { CHANNELS, DELAYS, EVERY, faultOfDay, INTERVALS, type When } from './rules.ts';
import { type ReminderWish, type RequestKey, requestKeyOf } from './wish.ts';

/** The form's own fields: text as browsers send it. Those of an e-mail are sent with any channel, and count with that one. */
export const RemindForm = z.strictObject({
  form: z.literal('reminder'),
  locale: z.enum(LOCALES).default('en'),
  in: z.enum(DELAYS).meta({ description: '`date`: on the day in `on`' }),
  on: z.string().max(20).default('').meta({ description: 'As 2026-12-24; counts with `in=date`' }),
  channel: z.enum(CHANNELS),
  email: z
    .string()
    .max(300)
    .default('')
    .meta({ description: 'Counts with `channel=email`, as `every` does' }),
  every: z.union([z.literal(''), z.enum(EVERY)]).default(''),
  residence: z.union([z.literal(''), z.string().regex(/^[A-Z]{2}$/)]).default(''),
  idempotencyKey: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional(),
  frequency: z.string().max(20).optional(),
  amount: z.string().max(20).optional().meta({ description: 'Minor units; with `frequency` and `currency`' }),
  currency: z.string().max(20).optional(),
  campaign: z.string().max(100).optional(),
  source: z.string().max(100).optional(),
});
type RemindForm = z.output<typeof RemindForm>;

export type FormReading =
  | { kind: 'wish'; wish: ReminderWish; residence: string | undefined; idempotencyKey: string | undefined }
  | { kind: 'faults'; errors: FormError[] };

/** From what a browser sent to what the reader wants, or to what to tell them about it. */
export function readRemindForm(
  { clock, settings }: Pick<Context, 'clock' | 'settings'>,
  sent: unknown,
  carried: Carried,
): FormReading {
  const parsed = RemindForm.safeParse(sent);
  if (!parsed.success) return { kind: 'faults', errors: toFormErrors(parsed.error) };
  const form = parsed.data;
  const errors = [...faultsOfDay(form, clock.now(), settings.REPORT_TIME_ZONE), ...faultsOfEmail(form)];
  if (errors.length > 0) return { kind: 'faults', errors };
  const { locale, channel, every, residence, idempotencyKey } = form;
  const byMail = channel === 'email' && {
    email: form.email.trim(),
    everyMonths: every === '' ? undefined : INTERVALS[every],
  };
  const { choice, campaign } = carried;
  return {
    kind: 'wish',
    wish: { when: whenOf(form), channel, locale, choice, campaign, ...byMail },
    residence: residence === '' ? undefined : residence,
    idempotencyKey,
  };
}

function whenOf({ in: delay, on }: RemindForm): When {
  return delay === 'date' ? { delay, day: on } : { delay };
}

function faultsOfDay({ in: delay, on }: RemindForm, now: Date, timeZone: string): FormError[] {
  if (delay !== 'date') return [];
  if (on === '') return [{ field: 'on', code: 'on-missing' }];
  return faultOfDay(on, now, timeZone) === null ? [] : [{ field: 'on', code: 'on-invalid' }];
}

function faultsOfEmail({ channel, email }: RemindForm): FormError[] {
  if (channel !== 'email') return [];
  if (email.trim() === '') return [{ field: 'email', code: 'email-missing' }];
  return EmailAddress.safeParse(email.trim()).success ? [] : [{ field: 'email', code: 'email-invalid' }];
}

const FIELDS = ['in', 'on', 'channel', 'email', 'every', 'residence'] as const;

function toFormErrors(error: z.ZodError): FormError[] {
  return error.issues.map(({ path: [name] }) => {
    const field = FIELDS.find((one) => one === name);
    return field ? { field, code: `${field}-invalid` } : { field: 'form', code: 'form-invalid' };
  });
}

/** The fields as the page shows them again, whatever was in them. */
export function enteredOf(sent: Readonly<Record<string, string | undefined>>): Entered {
  const { in: delay, on, channel, email, every } = { ...NOTHING_ENTERED, ...sent };
  return { in: delay, on, channel, email, every };
}

/**
 * By which a form that was sent twice is known. A browser can bring a sent form back, and who then chooses otherwise means
 * the new choice: so it is the same request only with the same choice.
 */
export function formKeyOf(context: Pick<Context, 'keyring'>, hidden: string, wish: ReminderWish): RequestKey {
  const { hash } = requestKeyOf(context, hidden, wish);
  return requestKeyOf(context, `${hidden} ${hash.toString('base64url')}`, wish);
}
