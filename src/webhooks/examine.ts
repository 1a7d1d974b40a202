import { canKeepTombstones } from '../account/erasure/tombstone-file.ts';
import type { Context } from '../platform/context.ts';
import { countMigrations } from '../platform/database.ts';
import { findOverdueKey } from '../platform/key-uses.ts';
import { canSendMail } from '../platform/mail/can-send.ts';
import { MINUTE } from '../platform/time.ts';
import type { WithStripe } from '../stripe/client.ts';
import { examineAccount } from '../stripe/examine-account.ts';
import { endpointWish } from './fit-endpoint.ts';

export type Finding = { check: string; ok: boolean; note: string };

const MOST_CLOCK_DIFFERENCE = 2 * MINUTE;

/** Looks at everything that the service leans on, and changes nothing. */
export async function examine(context: Context & WithStripe): Promise<Finding[]> {
  return [
    ...(await examineDatabase(context)),
    ...(await examineStripe(context)),
    await examineMail(context),
    await examineTombstones(context),
    ...(await examineKeys(context)),
  ];
}

async function examineDatabase({ pool }: Context): Promise<Finding[]> {
  try {
    const { applied, listed } = await countMigrations(pool);
    const isCurrent = applied === listed;
    const note = isCurrent ? `${applied} applied` : `${applied} of ${listed} applied: run "migrate"`;
    return [
      { check: 'database', ok: true, note: 'answers' },
      { check: 'migrations', ok: isCurrent, note },
    ];
  } catch {
    return [{ check: 'database', ok: false, note: 'does not answer, or was never migrated' }];
  }
}

const PORTAL_NOTES = {
  fits: 'members can change what they pay with',
  missing: 'members cannot change what they pay with: save the customer portal’s settings at Stripe once',
  'no-payment-method':
    'members cannot change what they pay with: allow payment methods in the customer portal’s settings at Stripe',
};

async function examineStripe({
  stripe,
  account,
  clock,
  publicUrl,
}: Context & WithStripe): Promise<Finding[]> {
  const { answers, clockAhead, endpointFaults, portalFault } = await examineAccount(stripe, {
    ...endpointWish({ publicUrl }),
    now: clock.now,
  });
  if (!answers) return [{ check: 'stripe', ok: false, note: 'does not answer, or refuses the key' }];
  const isInTime = clockAhead === null || Math.abs(clockAhead) < MOST_CLOCK_DIFFERENCE;
  return [
    { check: 'stripe', ok: true, note: account.live ? 'answers, for real money' : 'answers, in test mode' },
    { check: 'webhook endpoint', ok: endpointFaults.length === 0, note: endpointFaults.join('; ') || 'fits' },
    { check: 'portal', ok: portalFault === null, note: PORTAL_NOTES[portalFault ?? 'fits'] },
    {
      check: 'clock',
      ok: isInTime,
      note: isInTime ? 'agrees with Stripe' : `${clockAhead} ms ahead of Stripe`,
    },
  ];
}

async function examineMail({ settings }: Context): Promise<Finding> {
  const ok = settings.SMTP_URL !== undefined && (await canSendMail(settings.SMTP_URL));
  return { check: 'mail', ok, note: ok ? 'answers' : 'SMTP_URL does not answer, or refuses us' };
}

/** Where nothing is kept outside the database, a backup brings back whoever was erased since. */
async function examineTombstones({ settings }: Context): Promise<Finding> {
  const { TOMBSTONES_FILE: path, NODE_ENV } = settings;
  const check = 'tombstones';
  if (path === undefined)
    return { check, ok: NODE_ENV !== 'production', note: 'TOMBSTONES_FILE is not set: see the README' };
  const ok = await canKeepTombstones(path);
  return { check, ok, note: ok ? 'can be written' : 'TOMBSTONES_FILE cannot be written' };
}

/** A key that is kept opens every backup since it came. */
async function examineKeys(context: Context): Promise<Finding[]> {
  const check = 'keys';
  try {
    const overdue = await findOverdueKey(context);
    if (overdue === null) return [{ check, ok: true, note: 'none is older than 30 days' }];
    const since = overdue.since.toISOString().slice(0, 10);
    const note = `"${overdue.keyId}" opens backups since ${since}, and readers are told 30 days: rotate, destroy it, and until then delete such backups`;
    return [{ check, ok: context.settings.NODE_ENV !== 'production', note }];
  } catch {
    // That the database does not answer is said already.
    return [];
  }
}
