import { posix } from 'node:path';
import { findImports, type Import, resolveImport } from './imports.ts';
import { type Token, tokenize } from './tokens.ts';

export type Rule =
  | 'room'
  | 'direction'
  | 'store'
  | 'tables'
  | 'pure-rules'
  | 'stripe'
  | 'sandbox'
  | 'environment'
  | 'clock'
  | 'barrel'
  | 'outside'
  | 'unreadable'
  | 'circle';

export type Breach = { readonly path: string; readonly rule: Rule; readonly detail: string };

/** From the ground up: a room imports from those before its own. Rooms of one line do not know each other. */
const FLOORS = [
  ['platform'],
  ['stripe'],
  ['catalog', 'ask'],
  ['ledger'],
  ['members'],
  ['newsletter'],
  ['reminders'],
  ['contributions'],
  ['account'],
  ['staff'],
  ['reports'],
  ['webhooks'],
  ['desk'],
  ['context'],
  ['commands'],
  ['app', 'worker', 'cli'],
  ['main'],
];

const PURE = new Set(['src/platform/money.ts', 'src/platform/time.ts']);

type Edge = Import & { readonly target: string | undefined };
type File = {
  readonly path: string;
  readonly room: string;
  readonly tokens: Token[];
  readonly edges: Edge[];
};

/** Everything in `sources` (path from the repository's root → text) that the order of the house does not allow. */
export function findBreaches(sources: Readonly<Record<string, string>>): Breach[] {
  const files = Object.entries(sources).map(([path, source]): File => {
    const tokens = tokenize(source);
    const edges = findImports(tokens).map((found) => ({
      ...found,
      target: found.specifier === undefined ? undefined : resolveImport(path, found.specifier),
    }));
    return { path, room: roomOf(path), tokens, edges };
  });
  return [
    ...files.flatMap((file) => [...checkFile(file), ...file.edges.flatMap((edge) => checkEdge(file, edge))]),
    ...findCircles(files),
  ];
}

/** `src/ledger/store.ts` is in room `ledger`; `src/main.ts` is a room of its own. */
function roomOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '');
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}

function checkFile({ path, room, tokens }: File): Breach[] {
  const breaches: Breach[] = [];
  const add = (rule: Rule, detail: string) => breaches.push({ path, rule, detail });
  if (room !== 'sandbox' && floorOf(room) < 0) add('room', `there is no room "${room}"`);
  if (posix.basename(path) === 'index.ts') add('barrel', 'named index.ts');
  if (path !== 'src/platform/settings.ts' && readsEnvironment(tokens))
    add('environment', 'reads process.env');
  if (path !== 'src/platform/time.ts' && readsClock(tokens)) add('clock', 'reads the clock');
  return breaches;
}

function checkEdge(file: File, { specifier, kind, target }: Edge): Breach[] {
  const { path, room } = file;
  const breach = (rule: Rule, detail: string): Breach[] => [
    { path, rule, detail: `${detail} (${specifier})` },
  ];
  if (specifier === undefined) return breach('unreadable', 'import() of something else than a string');
  if (kind === 're-export') return breach('barrel', 're-exports from another file');
  if (target === undefined) return checkLibrary(file, specifier, kind);
  if (!target.startsWith('src/'))
    return target.endsWith('.json') ? [] : breach('outside', 'imports from outside src');
  if (isRules(path) && !isRules(target) && !PURE.has(target))
    return breach('pure-rules', 'rules.ts imports rules.ts, platform/money and platform/time only');

  const goal = roomOf(target);
  if (goal === room) return [];
  if (goal === 'sandbox' && !(room === 'main' && kind !== 'static'))
    return breach('sandbox', 'the sandbox is loaded by main alone, by import()');
  if (room === 'sandbox' && goal !== 'platform') return breach('sandbox', 'the sandbox knows platform only');
  if (room !== 'sandbox' && goal !== 'sandbox' && floorOf(goal) >= floorOf(room))
    return breach('direction', `${room} does not import from ${goal}`);
  if (posix.basename(target) === 'store.ts') return breach('store', "another room's store.ts; it has verbs");
  if (posix.basename(target) === 'tables.ts' && !/\/(?:store|tables)\.ts$/.test(path))
    return breach(
      'tables',
      "another room's tables.ts, which only tables.ts (references) and store.ts (SQL) import",
    );
  return [];
}

function checkLibrary({ path, room }: File, specifier: string, kind: Import['kind']): Breach[] {
  const breach = (rule: Rule, detail: string): Breach[] => [
    { path, rule, detail: `${detail} (${specifier})` },
  ];
  if (isRules(path)) return breach('pure-rules', 'rules.ts imports no library');
  if (/^(?:node:)?process$/.test(specifier) && path !== 'src/platform/settings.ts')
    return breach('environment', 'imports process');
  const isStripe = specifier === 'stripe' || specifier.startsWith('stripe/');
  if (isStripe && room !== 'stripe' && !(room === 'sandbox' && kind === 'type'))
    return breach('stripe', 'only stripe/ imports the SDK; the sandbox its types');
  return [];
}

function isRules(path: string): boolean {
  return posix.basename(path) === 'rules.ts';
}

/** Does this row of tokens stand anywhere, and not as a property of something else? */
function says(tokens: readonly Token[], ...wanted: string[]): boolean {
  return tokens.some(
    (_, index) =>
      tokens[index - 1]?.text !== '.' &&
      wanted.every(
        (text, offset) => tokens[index + offset]?.kind !== 'string' && tokens[index + offset]?.text === text,
      ),
  );
}

function readsEnvironment(tokens: readonly Token[]): boolean {
  return (
    says(tokens, 'process', '.', 'env') ||
    says(tokens, 'process', '?', '.', 'env') ||
    says(tokens, 'globalThis', '.', 'process') ||
    says(tokens, 'process', '[') ||
    // const { env } = process
    tokens.some(
      ({ text }, index) =>
        text === 'process' &&
        tokens[index - 1]?.text === '=' &&
        !/^[.?]$/.test(tokens[index + 1]?.text ?? ''),
    )
  );
}

function readsClock(tokens: readonly Token[]): boolean {
  const isOfNow = tokens.some(({ kind, text }, index) => {
    if (kind !== 'word' || text !== 'Date' || tokens[index - 1]?.text === '.') return false;
    const isCall = tokens[index + 1]?.text === '(';
    const isEmpty = isCall && tokens[index + 2]?.text === ')';
    // `Date(…)` without `new` is now, whatever it is given; `new Date` and `new Date()` are too.
    return tokens[index - 1]?.text === 'new' ? isEmpty || !isCall : isEmpty;
  });
  return (
    isOfNow ||
    says(tokens, 'Date', '.', 'now') ||
    says(tokens, 'performance', '.', 'now') ||
    says(tokens, 'performance', '.', 'timeOrigin') ||
    says(tokens, 'process', '.', 'hrtime') ||
    says(tokens, 'Temporal', '.', 'Now')
  );
}

/** Types count: what needs the other to be understood is one thing. */
function findCircles(files: readonly File[]): Breach[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const breaches: Breach[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path);
    if (start >= 0)
      breaches.push({ path, rule: 'circle', detail: [...trail.slice(start), path].join(' → ') });
    if (start >= 0 || done.has(path)) return;
    for (const { target } of byPath.get(path)?.edges ?? []) {
      if (target !== undefined && byPath.has(target)) visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return breaches;
}
