import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { addressIndexes } from '../platform/email-address.ts';
import { arrayOf } from '../platform/statements.ts';
import { plus } from '../platform/time.ts';

/** What was asked for, for an address: among those of one instant, the order of their ids is which was first. */
export type Asking = { id: string; at: Date; address: string };

/** So many of one address are written to within so many milliseconds. */
export type Allowance = { most: number; within: number };

/** Says which askings count, in a feature's own table. @param only a condition on it, in SQL */
export type Askings = { table: string; at: string; only?: string };

/**
 * Whoever asks, and however often: an address is written to a few times within a while at the most. Counting stops there,
 * for somebody may have asked a thousand times.
 * @returns whether so many were asked for before this one, under whatever key the address is indexed
 */
export async function hadEnough(
  { keyring }: Pick<Context, 'keyring'>,
  database: Database,
  { askings, id, at, address, most, within }: Asking & Allowance & { askings: Askings },
): Promise<boolean> {
  const indexes = addressIndexes(keyring, address).map(({ index }) => index);
  const [row] = await database.run<{ count: number }>({ text: earlier(askings) }, [
    arrayOf(indexes),
    plus(at, -within).toISOString(),
    at.toISOString(),
    id,
    String(most),
  ]);
  return (row?.count ?? 0) >= most;
}

function earlier({ table, at, only = 'true' }: Askings): string {
  return `
  select count(*)::int as count from (
    select from identity.addressees join ${table} as asking on asking.addressee_id = addressees.id
    where addressees.address_index = any($1) and ${only} and asking.${at} > $2 and (asking.${at}, asking.id) < ($3, $4)
    limit $5) as earlier`;
}
