import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
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
  const lines = readFileSync(path, 'utf8').split('\n');
  const changes: Change[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const parsed = parseLine(line);
    if (Array.isArray(parsed) && parsed.every(isChange)) changes.push(...parsed);
    else if (index < lines.length - 1) throw new Error(`${path}: line ${index + 1} cannot be read`);
  }
  return changes;
}

/** Starts a fresh file that holds `current`, and replaces the old one by it in one step. */
export function openStateFile(path: string, current: Iterable<Change>): StateFile {
  const lines: string[] = [];
  for (const change of current) lines.push(`${JSON.stringify([change])}\n`);
  writeFileSync(`${path}.new`, lines.join(''), { mode: 0o600 });
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
