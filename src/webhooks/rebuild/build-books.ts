import { databaseOn } from '../../platform/database.ts';
import { Reading } from '../../stripe/readings.ts';
import { addEffects } from '../apply.ts';
import { applyMoney, type Effects, noEffects } from '../effects.ts';
import { whoNow } from './rules.ts';
import { countReadings, readMerges, readReadings, type Scratch, type StoredReading } from './store.ts';

const AT_A_TIME = 500;
/** Whatever was applied together is applied together again, up to this. */
const MOST_AT_A_TIME = 5_000;
const LISTED = 100;

export type Progress = (done: number, total: number) => void;

/** `unreadable`: readings that were applied once and cannot be any more; the first of them by name. */
export type Built = { readings: number; unreadable: number; unreadableIds: string[] };

/**
 * Builds the books again in a scratch session, from the inbox alone: by the same handlers and the same writers as those
 * by which they were written, in the order in which the readings were applied.
 */
export async function buildBooks(
  scratch: Scratch,
  { onProgress = () => {}, signal }: { onProgress?: Progress; signal?: AbortSignal | undefined } = {},
): Promise<Built> {
  const database = databaseOn(scratch.client);
  const merges = await readMerges(scratch);
  const total = await countReadings(scratch);
  const built: Built = { readings: 0, unreadable: 0, unreadableIds: [] };
  let effects = noEffects();
  let batch: Batch = { size: 0, last: null };

  const write = async () => {
    signal?.throwIfAborted();
    await applyMoney(database, effects);
    effects = noEffects();
    batch = { size: 0, last: null };
    onProgress(built.readings, total);
  };

  for await (const page of readReadings(scratch, AT_A_TIME)) {
    for (const row of page) {
      if (endsBefore(batch, effects, row)) await write();
      try {
        addReading(effects, row, whoNow(merges, row.member_id));
      } catch {
        built.unreadable += 1;
        if (built.unreadableIds.length < LISTED) built.unreadableIds.push(row.id);
      }
      batch = { size: batch.size + 1, last: row.applied_at };
      built.readings += 1;
    }
  }
  await write();
  return built;
}

function addReading(effects: Effects, row: StoredReading, memberId: string | null): void {
  const { type, created_at: createdAt, read_at: readAt, applied_at: learntAt, reading } = row;
  const content = { kind: 'read', reading: Reading.parse(JSON.parse(reading)) } as const;
  // Whose customer it was matters to identity alone, which is not built again.
  addEffects(effects, { type, createdAt, readAt, content }, { memberId, learntAt, customer: null });
}

type Batch = { size: number; last: Date | null };

/**
 * A batch of many transactions leaves what they left one by one, because facts and registers do not go by the order in
 * which they come. What was found to be from outside does: it was booked at a moment, and then stays booked whatever is
 * told later. So a batch ends with the transaction that found it.
 */
function endsBefore({ size, last }: Batch, effects: Effects, next: StoredReading): boolean {
  if (size >= MOST_AT_A_TIME) return true;
  if (last === null || last.getTime() === next.applied_at.getTime()) return false;
  return size >= AT_A_TIME || effects.outsideIntents.length > 0 || effects.outsideInvoices.length > 0;
}
