import { forgetClocks } from '../../ask/forget-clocks.ts';
import { findContributions } from '../../contributions/find-contributions.ts';
import { stripContributions } from '../../contributions/strip-contributions.ts';
import { contributionsPaidBy } from '../../ledger/find-giving.ts';
import { forgetAddressees } from '../../members/addressees.ts';
import { adoptCustomers, membersWithoutAddress } from '../../members/adopt-customers.ts';
import { eraseMembers } from '../../members/erase-members.ts';
import { listMemberships } from '../../members/list-memberships.ts';
import { eraseSubscriptions } from '../../newsletter/end-subscription.ts';
import type { Context } from '../../platform/context.ts';
import { type Database, isTransient, isUnavailable } from '../../platform/database.ts';
import { plainHash } from '../../platform/keys.ts';
import type { Locale } from '../../platform/locale.ts';
import type { WithMailer } from '../../platform/mail/mailer.ts';
import { callOffMails } from '../../platform/mail/plan-mail.ts';
import { eraseReminders } from '../../reminders/cancel-reminder.ts';
import type { WithForgetUnapplied } from '../../stripe/forget-unapplied.ts';
import { eraseSignInLinks } from '../sign-in/forget-links.ts';
import { findPerson, type Lead, lockPerson, type Person } from './find-person.ts';
import { deleteDealings, findNoticeIds, insertErasure, insertTombstones } from './store.ts';
import { tellErased } from './tell-erased.ts';
import { appendTombstones, tombstonesOf } from './tombstone-file.ts';

/** How many things of each kind there were: nothing of whose. */
export type Erased = {
  members: number;
  addresses: number;
  customers: number;
  reminders: number;
  newsletters: number;
};

export type ErasureOptions = {
  /** for the last mail, where no contribution says in which language */
  locale?: Locale;
  /** says what would go, and takes it back */
  dryRun?: boolean;
  /** erased before, and restored: no mail, and the tombstones are there */
  again?: boolean;
};

/** What whoever erases needs. */
export type ErasingContext = Context & WithMailer & WithForgetUnapplied;

const NOTHING: Erased = {
  members: 0,
  addresses: 0,
  customers: 0,
  reminders: 0,
  newsletters: 0,
};

/**
 * Erases a person, as member and under every address of theirs: what is left are the books, which know a pseudonym, and for
 * `finish-erasures` the customers that are still to be deleted at Stripe. Somebody of whom nothing is kept is erased, too.
 * @returns what there was; `told` settles once the last mail has gone out or failed, and never rejects
 * @throws Error when tombstones cannot be written: then nothing is erased
 */
export async function erasePerson(
  context: ErasingContext,
  lead: Lead,
  options: ErasureOptions = {},
): Promise<{ erased: Erased; told: Promise<void> }> {
  const { erased, last } = await inTransaction(context, options, (transaction) =>
    erase(context, transaction, { lead, writesTombstones: !options.again && !options.dryRun }),
  );
  const isSilent = options.again === true || options.dryRun === true || last === undefined;
  const locale = last?.locale ?? options.locale ?? 'en';
  return { erased, told: isSilent ? Promise.resolve() : tellErased(context, { ...last, locale }) };
}

type Outcome = { erased: Erased /** whom to write to for the last time */; last?: LastMail | undefined };
type LastMail = { address: string; locale: Locale | undefined };

class DryRun extends Error {}

const MOST_TRIES = 3;

/** Once more where it met another that wanted the same in another order. */
async function inTransaction(
  { database }: Context,
  { dryRun }: ErasureOptions,
  work: (transaction: Database) => Promise<Outcome>,
): Promise<Outcome> {
  let outcome: Outcome = { erased: NOTHING };
  for (let tries = 1; ; tries += 1) {
    try {
      await database.transaction(async (transaction) => {
        outcome = await work(transaction);
        if (dryRun) throw new DryRun();
      });
      return outcome;
    } catch (error) {
      if (error instanceof DryRun) return outcome;
      if (isUnavailable(error) || !isTransient(error) || tries === MOST_TRIES) throw error;
    }
  }
}

async function erase(
  context: ErasingContext,
  transaction: Database,
  { lead, writesTombstones }: { lead: Lead; writesTombstones: boolean },
): Promise<Outcome> {
  const person = await lockUnheard(context, transaction, lead);
  const { whole, addresseeIds } = person;
  const [address] = whole.addresses;
  if (whole.memberIds.length + addresseeIds.length === 0) return { erased: NOTHING };
  await keepTombstones(context, transaction, person, writesTombstones);
  const locale = await forgetGiving(transaction, whole.memberIds);
  const asked = await forgetAsked(context, transaction, addresseeIds);
  for (const id of await findNoticeIds(transaction, whole.memberIds)) await callOffMails(transaction, id);
  await deleteDealings(transaction, whole.memberIds);
  const customers = await eraseMembers(transaction, whole);
  await planEnd(context, transaction, whole.memberIds, customers);
  const erased: Erased = {
    ...asked,
    members: Math.min(whole.memberIds.length, 1),
    addresses: whole.addresses.length + addresseeIds.length,
    customers: whole.customers.length,
  };
  return { erased, last: address === undefined ? undefined : { address, locale } };
}

/** All of them, what events tell that could not be applied yet included: those are locked first, as by who applies them. */
async function lockUnheard(context: ErasingContext, transaction: Database, lead: Lead): Promise<Person> {
  const { whole: seen } = await findPerson(context, transaction, lead);
  const { customers } = seen;
  const addresses = [...seen.addresses, ...(lead.addresses ?? [])];
  const named = await context.forgetUnapplied(transaction, { addresses, customers });
  const memberIds = [...(lead.memberIds ?? []), ...(await membersWithoutAddress(transaction, named))];
  const { whole, addresseeIds } = await lockPerson(context, transaction, { ...lead, memberIds });
  return { whole: await adoptCustomers(context, transaction, whole, named), addresseeIds };
}

/**
 * Before anything is committed: what is lost then is a line too many, and never one too few. Who asked is then told of an
 * error, and is erased all the same with the next start, if not by asking again: it is what they asked for. Whoever is only
 * looked for must get none.
 */
async function keepTombstones(
  { keyring, settings }: Context,
  transaction: Database,
  { whole, addresseeIds }: Person,
  writesTombstones: boolean,
): Promise<void> {
  const tombstones = tombstonesOf(keyring, [...whole.memberIds, ...addresseeIds]);
  await insertTombstones(
    transaction,
    tombstones.map(({ hash }) => hash),
  );
  if (writesTombstones && settings.TOMBSTONES_FILE !== undefined)
    await appendTombstones(settings.TOMBSTONES_FILE, {
      tombstones,
      // A backfill tells of them anew, also of those that a restored backup has never heard of.
      customers: whole.customers.map(plainHash),
    });
}

/** @returns in which language they gave last */
async function forgetGiving(transaction: Database, memberIds: string[]): Promise<Locale | undefined> {
  const ids = new Set(await contributionsPaidBy(transaction, memberIds));
  for (const memberId of memberIds)
    for (const { contributionId } of await listMemberships(transaction, memberId))
      if (contributionId !== null) ids.add(contributionId);
  const contributions = await findContributions(transaction, [...ids]);
  await stripContributions(transaction, [...ids]);
  await forgetClocks(transaction, [...ids]);
  return contributions.find(({ locale }) => locale !== null)?.locale ?? undefined;
}

/** Reminders, the newsletter, links to sign in with; and the addresses that were left for them. */
async function forgetAsked(
  context: Context,
  transaction: Database,
  addresseeIds: string[],
): Promise<Pick<Erased, 'reminders' | 'newsletters'>> {
  if (addresseeIds.length === 0) return { reminders: 0, newsletters: 0 };
  const reminders = await eraseReminders(context, transaction, addresseeIds);
  const newsletters = await eraseSubscriptions(transaction, addresseeIds);
  await eraseSignInLinks(transaction, addresseeIds);
  await forgetAddressees(transaction, addresseeIds);
  return { reminders, newsletters };
}

/** Stripe is asked once this is committed, by `finish-erasures`. */
async function planEnd(
  { clock, ids }: Context,
  transaction: Database,
  [memberId]: string[],
  customers: string[],
): Promise<void> {
  if (memberId === undefined || customers.length === 0) return;
  const now = clock.now();
  await insertErasure(transaction, {
    id: ids.random(),
    memberId,
    customers: JSON.stringify(customers),
    attempts: 0,
    createdAt: now,
    retryAt: now,
  });
}
