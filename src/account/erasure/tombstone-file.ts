import { constants } from 'node:fs';
import { access, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Keyring, keyedHash } from '../../platform/keys.ts';

/**
 * That somebody was erased, kept outside the database, so that a backup from before can be told. A hash of a random
 * pseudonym under a key that the database does not hold: who finds the file learns how many there were, and no more.
 */
export type Tombstone = { keyId: string; hash: Buffer };

/** What is written down of an erasure. `customers`: the hashes of Stripe's ids, which are random, as in `erased_customers`. */
export type Burial = { tombstones: readonly Tombstone[]; customers: readonly Buffer[] };

/**
 * Under each key of the ring: one that is destroyed later takes what it wrote with it, while a backup may have been brought
 * under the next one already.
 */
export function tombstonesOf(keyring: Keyring, ids: readonly string[]): Tombstone[] {
  return ids.flatMap((id) =>
    keyring.all.map((key) => ({ keyId: key.id, hash: keyedHash(key, 'tombstone', id) })),
  );
}

/** No key has a name like this. */
const CUSTOMER = '*';
const LINE = /^([A-Za-z0-9_-]{1,32}|\*) ([A-Za-z0-9_-]{43})$/;

/** On the disk when it returns. Several instances may write to one file, each line whole. @throws Error when it cannot be written */
export async function appendTombstones(path: string, { tombstones, customers }: Burial): Promise<void> {
  const all = [...tombstones, ...customers.map((hash) => ({ keyId: CUSTOMER, hash }))];
  if (all.length === 0) return;
  const lines = all.map(({ keyId, hash }) => `${keyId} ${hash.toString('base64url')}\n`);
  const file = await open(path, 'a', 0o600);
  try {
    // Whoever wrote before may have died within a line: then this one must not become a part of it.
    await file.appendFile(`\n${lines.join('')}`);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path));
}

/** A file that was just made is there after a power cut only once its folder is written, too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Those that are whole; a line that was cut off belongs to an erasure that was not committed. No file: none. */
export async function readTombstones(path: string): Promise<Burial> {
  const text = await readFile(path, 'latin1').catch(noneIfMissing);
  const all = text.split('\n').flatMap((line) => {
    const [, keyId, hash] = LINE.exec(line) ?? [];
    return keyId === undefined || hash === undefined ? [] : [{ keyId, hash: Buffer.from(hash, 'base64url') }];
  });
  return {
    tombstones: all.filter(({ keyId }) => keyId !== CUSTOMER),
    customers: all.filter(({ keyId }) => keyId === CUSTOMER).map(({ hash }) => hash),
  };
}

function noneIfMissing(error: unknown): string {
  if (isMissing(error)) return '';
  throw error;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Whether it can be written to, or made, now. */
export async function canKeepTombstones(path: string): Promise<boolean> {
  return (await isWritable(path)) ?? (await isWritable(dirname(path))) ?? false;
}

/** @returns undefined where there is nothing */
async function isWritable(path: string): Promise<boolean | undefined> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch (error) {
    return isMissing(error) ? undefined : false;
  }
}
