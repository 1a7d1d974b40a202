import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { parseKeyring } from './keys.ts';
import { parseSender } from './mail/sender.ts';
import { isTimeZone } from './time.ts';

/**
 * Every setting there is, read from the environment in this one place and checked at start. `.env.example` lists
 * them all with their meaning. Nothing else in the project reads `process.env`.
 */
const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
const webUrl = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));
const origins = list.pipe(
  z.array(
    webUrl.refine(
      (value) => new URL(value).origin === value,
      'must be an origin such as https://example.org',
    ),
  ),
);
const statementText = z
  .string()
  .max(22)
  .regex(/^[^<>\\'"*]*[A-Za-z][^<>\\'"*]*$/, 'at most 22 characters, one of them a Latin letter');

const Settings = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  PUBLIC_URL: webUrl.optional(),
  SITE_ORIGINS: origins.default([]),
  COOKIE_DOMAIN: z
    .string()
    .regex(/^\.?[a-z0-9.-]+$/i)
    .optional(),
  ASK_COOKIE_VERSION: z.coerce.number().int().min(1).max(999).default(1),
  ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_READ_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(100).default(16),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_(test|live)_\w+$/, 'must look like sk_test_… or sk_live_…')
    .optional(),
  STRIPE_WEBHOOK_SECRETS: list.pipe(z.array(z.string().startsWith('whsec_')).min(1)).optional(),
  STRIPE_API_URL: webUrl
    .refine((value) => new URL(value).pathname === '/', 'must have no path')
    .default('https://api.stripe.com'),
  ENCRYPTION_KEYS: z
    .string()
    .transform((text, check) => {
      const keyring = parseKeyring(text);
      if (keyring) return keyring;
      check.addIssue({ code: 'custom', message: 'must be id:base64,… with 32 bytes a key and distinct ids' });
      return z.NEVER;
    })
    .optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z
    .string()
    .transform((text, check) => {
      const sender = parseSender(text);
      if (sender) return sender;
      check.addIssue({ code: 'custom', message: 'must be an address, or a name and an address in <>' });
      return z.NEVER;
    })
    .optional(),
  MAIL_SUBJECT: z
    .string()
    .min(1)
    .max(120)
    .regex(/^\P{Cc}*$/u, 'must be one line')
    .optional(),
  CATALOG_FILE: z.string().optional(),
  RESTRICTED_RESIDENCES: list
    .pipe(z.array(z.string().regex(/^[A-Z]{2}$/, 'must be ISO country codes such as RU,BY')))
    .default(['RU', 'BY']),
  COUNTRY_HEADER: z.string().toLowerCase().optional(),
  TRUST_PROXY: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  METRICS_TOKEN: z.string().min(16).optional(),
  REPORT_TIME_ZONE: z
    .string()
    .refine((zone) => isTimeZone(zone), 'must be an IANA time zone such as Europe/Amsterdam')
    .default('UTC'),
  NEWSROOM_NAME: z.string().min(1).max(80).default('The Newsroom'),
  PRODUCT_NAME: z.string().min(1).max(80).default('Contribution'),
  STATEMENT_SUFFIX: statementText.optional(),
  BENEFITS: list
    .pipe(z.array(z.string().regex(/^[a-z0-9-]{1,32}$/, 'must be short words such as hide-ask,comments')))
    .default(['hide-ask']),
  CHECKOUTS_PER_MINUTE: z.coerce.number().int().min(1).default(600),
  ADDRESSES_PER_MINUTE: z.coerce.number().int().min(1).default(300),
  DATA_DIRECTORY: z.string().default('.data'),
});

export type Settings = Omit<z.output<typeof Settings>, 'TRUST_PROXY'> & {
  TRUST_PROXY: boolean | number | string;
};

/** What production cannot be without: nothing is embedded there. */
const REQUIRED_IN_PRODUCTION: readonly (keyof Settings)[] = [
  'DATABASE_URL',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRETS',
  'ENCRYPTION_KEYS',
  'PUBLIC_URL',
  'SMTP_URL',
  'MAIL_FROM',
];

type Environment = Record<string, string | undefined>;

/** One message that names every fault at once, and no value. */
export class SettingsError extends Error {
  constructor(faults: string[]) {
    super(`Groundswell cannot start with these settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/**
 * @param environment usually `process.env`; an empty string counts as absent, as in a line `NAME=` of an env file
 * @param filledIn what the keyless start provides
 * @param required what production has to have
 * @throws SettingsError
 */
export function readSettings(
  environment: Environment = process.env,
  filledIn: Environment = {},
  required = REQUIRED_IN_PRODUCTION,
): Settings {
  const all = { ...environment, ...filledIn };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  const parsed = Settings.safeParse(present);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (present.NODE_ENV === 'production') {
    const missing = required.filter((name) => present[name] === undefined);
    faults.push(...missing.map((name) => `${name}: missing (required in production)`));
  }
  if (!parsed.success || faults.length > 0) throw new SettingsError(faults);
  return { ...parsed.data, TRUST_PROXY: readTrustProxy(parsed.data.TRUST_PROXY) };
}

/** Where the keyless start writes down, while it runs, what it filled in: for the operator's commands beside it. */
export const RUNNING_FILE = 'running.env';

/**
 * The environment, and beneath it what a keyless start in the same folder is running on.
 * @param required what production has to have, where a command needs less than the service
 * @throws SettingsError
 */
export function readSettingsBesideRunning(
  environment: Environment = process.env,
  required = REQUIRED_IN_PRODUCTION,
): Settings {
  const given = readSettings(environment, {}, required);
  const file = join(given.DATA_DIRECTORY, RUNNING_FILE);
  if (given.NODE_ENV === 'production' || !existsSync(file)) return given;
  return readSettings({ ...parseEnv(readFileSync(file, 'utf8')), ...environment });
}

/** `false`, `true`, a number of hops, or a list of addresses, as Express takes it. */
function readTrustProxy(value: string | undefined): boolean | number | string {
  if (value === undefined) return false;
  if (/^\d+$/.test(value)) return Number(value);
  const switched = flag.safeParse(value);
  return switched.success ? switched.data : value;
}
