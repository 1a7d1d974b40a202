import { keepErased } from '../../members/keep-erased.ts';
import { listIds } from '../../members/list-ids.ts';
import type { Context } from '../../platform/context.ts';
import { type Keyring, keyById } from '../../platform/keys.ts';
import { type ErasingContext, erasePerson } from './erase-person.ts';
import { findTombstones, insertTombstones } from './store.ts';
import { readTombstones, type Tombstone, tombstonesOf } from './tombstone-file.ts';

/** `unknown`: tombstones of which this database had not heard; `erased`: whom of those it still held. */
export type Reapplied = { unknown: number; erased: number };

/**
 * Erases again whoever was erased after the backup was made that this database comes from. Done before anything is served;
 * normally every tombstone is known, and there is nothing to do.
 * @throws Error when the file is there and cannot be read: then nothing may be served
 */
export async function reapplyTombstones(context: ErasingContext): Promise<Reapplied> {
  const { TOMBSTONES_FILE: path, NODE_ENV } = context.settings;
  if (path === undefined) {
    if (NODE_ENV === 'production')
      context.log.warn('TOMBSTONES_FILE is not set: a restored backup would bring back whoever was erased');
    return { unknown: 0, erased: 0 };
  }
  const { tombstones, customers } = await readTombstones(path);
  const unknown = await unknownAmong(context, tombstones);
  const reapplied = await eraseAgain(context, unknown);
  // After that: those whose pseudonym this database knows are told of under it.
  for (const some of slices(customers)) await keepErased(context, some);
  return reapplied;
}

async function eraseAgain(context: ErasingContext, unknown: Tombstone[]): Promise<Reapplied> {
  if (unknown.length === 0) return { unknown: 0, erased: 0 };
  const wanted = new Set(unknown.map(({ hash }) => hash.toString('hex')));
  const memberIds = await matching(context, 'members', wanted);
  const addresseeIds = await matching(context, 'addressees', wanted);
  for (const id of memberIds) await erasePerson(context, { memberIds: [id] }, { again: true });
  if (addresseeIds.length > 0) await erasePerson(context, { addresseeIds }, { again: true });
  for (const some of slices(unknown))
    await insertTombstones(
      context.database,
      some.map(({ hash }) => hash),
    );
  const reapplied = { unknown: unknown.length, erased: memberIds.length + addresseeIds.length };
  context.log.warn('erased again, from the tombstones', { count: reapplied.erased });
  return reapplied;
}

/** What was written under a key that is destroyed matches nothing any more, nor does any address under it open. */
async function unknownAmong(
  { database, keyring }: Context,
  tombstones: readonly Tombstone[],
): Promise<Tombstone[]> {
  const unknown: Tombstone[] = [];
  for (const some of slices(tombstones.filter(({ keyId }) => keyById(keyring, keyId) !== undefined))) {
    const known = await findTombstones(
      database,
      some.map(({ hash }) => hash),
    );
    const hashes = new Set(known.map((hash) => hash.toString('hex')));
    unknown.push(...some.filter(({ hash }) => !hashes.has(hash.toString('hex'))));
  }
  return unknown;
}

async function matching(
  { database, keyring }: Context,
  whose: 'members' | 'addressees',
  wanted: ReadonlySet<string>,
): Promise<string[]> {
  const found: string[] = [];
  for await (const ids of listIds(database, whose))
    found.push(...ids.filter((id) => isWanted(keyring, id, wanted)));
  return found;
}

function isWanted(keyring: Keyring, id: string, wanted: ReadonlySet<string>): boolean {
  return tombstonesOf(keyring, [id]).some(({ hash }) => wanted.has(hash.toString('hex')));
}

const AT_A_TIME = 1_000;

function slices<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / AT_A_TIME);
  return Array.from({ length: count }, (_, index) => items.slice(index * AT_A_TIME, (index + 1) * AT_A_TIME));
}
