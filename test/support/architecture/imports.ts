import { posix } from 'node:path';
import type { Token } from './tokens.ts';

export type Import = {
  /** As written; undefined where `import()` is given something else than a string. */
  readonly specifier: string | undefined;
  readonly kind: 'static' | 'dynamic' | 'type' | 're-export';
};

export function findImports(tokens: readonly Token[]): Import[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word' || tokens[index - 1]?.text === '.') return [];
    if (token.text === 'import') return readImport(tokens, index + 1);
    if (token.text === 'export') return readExport(tokens, index + 1);
    return [];
  });
}

/** The path from the root of the repository that a relative specifier means; undefined for a library. */
export function resolveImport(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.normalize(posix.join(posix.dirname(from), specifier));
}

function readImport(tokens: readonly Token[], start: number): Import[] {
  const first = tokens[start];
  if (first?.kind === 'string') return [{ specifier: first.text, kind: 'static' }];
  if (first?.text === '.' || first?.text === ':') return [];
  if (first?.text === '(') {
    const argument = tokens[start + 1];
    const isPlain = argument?.kind === 'string' && /^[),]$/.test(tokens[start + 2]?.text ?? '');
    return [{ specifier: isPlain ? argument.text : undefined, kind: 'dynamic' }];
  }
  const second = tokens[start + 1]?.text;
  const isType = first?.text === 'type' && second !== 'from' && second !== ',';
  return readSource(tokens, start, isType ? 'type' : 'static');
}

function readExport(tokens: readonly Token[], start: number): Import[] {
  const at = tokens[start]?.text === 'type' ? start + 1 : start;
  const first = tokens[at]?.text;
  if (first === '*') return readSource(tokens, at, 're-export');
  if (first !== '{') return [];
  const end = tokens.findIndex((token, index) => index > at && token.kind === 'mark' && token.text === '}');
  return tokens[end + 1]?.text === 'from' ? readSource(tokens, end, 're-export') : [];
}

/** The string behind the next `from`. */
function readSource(tokens: readonly Token[], start: number, kind: Import['kind']): Import[] {
  for (let at = start; at < tokens.length; at += 1) {
    const source = tokens[at + 1];
    if (tokens[at]?.text === 'from' && source?.kind === 'string') return [{ specifier: source.text, kind }];
    if (tokens[at]?.text === ';') return [];
  }
  return [];
}
