import { inArray } from 'drizzle-orm';
import type { Context } from './context.ts';
import { keyUses } from './tables.ts';
import { DAY, plus } from './time.ts';

type Work = Pick<Context, 'database' | 'keyring' | 'clock'>;

/** Readers are told that after this no backup of ours can be opened. */
const OPENS_FOR = 30 * DAY;

/** Writes down since when the keys of the ring are in use. At each start: a ring changes only with one. */
export async function noteKeys({ database, keyring, clock }: Work): Promise<void> {
  const firstSeenAt = clock.now();
  const rows = keyring.all.map(({ id }) => ({ keyId: id, firstSeenAt }));
  await database.insert(keyUses).values(rows).onConflictDoNothing();
}

/**
 * Since when there are backups that somebody with today's ring can open, where that is longer than readers are told.
 * @returns null where it is not
 */
export async function findOverdueKey({
  database,
  keyring,
  clock,
}: Work): Promise<{ keyId: string; since: Date } | null> {
  const ids = keyring.all.map(({ id }) => id);
  const uses = await database.select().from(keyUses).where(inArray(keyUses.keyId, ids));
  const [oldest] = uses.toSorted((one, other) => one.firstSeenAt.getTime() - other.firstSeenAt.getTime());
  if (oldest === undefined || plus(oldest.firstSeenAt, OPENS_FOR) > clock.now()) return null;
  return { keyId: oldest.keyId, since: oldest.firstSeenAt };
}
