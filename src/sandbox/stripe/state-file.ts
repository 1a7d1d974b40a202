import { closeSync, existsSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { KINDS, type Kind } from './kinds.ts';
import { isJson } from './wire.ts';

/** One change: an object as it is now, or null where it was removed. */
export type Change = { kind: Kind; id: string; object: { id: string } | null };

export type StateFile = {
  append(changes: readonly Change[]): void;
  close(): void;
};

function isChange(value: unknown): value is Change {
  if (!isJson(value) || typeof value.id !== 'string') return false;
  const known = KINDS.some((kind) => kind === value.kind);
  return known && (value.object === null || (isJson(value.object) && value.object.id === value.id));
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/**
 * The changes of each committed line, in order. A line is one transaction, so a last line torn by a crash is a
 * transaction that never was.
 * @throws Error where any other line cannot be read: silence would lose state.
 */
export function readState(path: string): Change[] {
  if (!existsSync(path)) return [];
  const changes: Change[] = [];
  for (const { line, number, whole } of linesOf(path)) {
    const parsed = parseLine(line);
    if (Array.isArray(parsed) && parsed.every(isChange)) changes.push(...parsed);
    else if (whole) throw new Error(`${path}: line ${number} cannot be read`);
  }
  return changes;
}

/** Line by line from the bytes: a long history is longer than one string may be. */
function* linesOf(path: string): Generator<{ line: string; number: number; whole: boolean }> {
  const bytes = readFileSync(path);
  let number = 1;
  for (let start = 0; start < bytes.length; number += 1) {
    const end = bytes.indexOf('\n', start);
    const whole = end >= 0;
    const line = bytes.toString('utf8', start, whole ? end : bytes.length);
    yield { line, number, whole };
    start = whole ? end + 1 : bytes.length;
  }
}

/** Starts a fresh file that holds `current`, and replaces the old one by it in one step. */
export function openStateFile(path: string, current: Iterable<Change>): StateFile {
  const fresh = openSync(`${path}.new`, 'w', 0o600);
  for (const change of current) writeSync(fresh, `${JSON.stringify([change])}\n`);
  closeSync(fresh);
  renameSync(`${path}.new`, path);
  let file: number | null = openSync(path, 'a');
  return {
    append: (changes) => {
      if (file === null) throw new Error('the sandbox has stopped');
      writeSync(file, `${JSON.stringify(changes)}\n`);
    },
    close: () => {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}
