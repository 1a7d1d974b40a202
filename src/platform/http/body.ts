import express, { type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import { Problem, toFieldErrors } from './problem.ts';

/**
 * Bodies and queries are read strictly: what is not exactly right is refused, not repaired. The parsers that come with
 * Express repair (a lone `%`, a repeated parameter, `__proto__`), and their errors carry the body.
 */
const BODY_LIMIT = '16kb';

/** Reads the bytes of any body up to the limit; what they mean is `readBody`'s affair. */
export function rawBody(limit = BODY_LIMIT): RequestHandler {
  return express.raw({ type: () => true, limit, inflate: false });
}

/** `bytes`: as they came, because they are signed. */
export type BodyKind = 'json' | 'form' | 'bytes';

const MEDIA_TYPES: Record<BodyKind, RegExp> = {
  json: /^application\/json(\s*;\s*charset="?utf-8"?)?\s*$/i,
  form: /^application\/x-www-form-urlencoded(\s*;\s*charset="?utf-8"?)?\s*$/i,
  bytes: /^/,
};

/** Nothing came; but that it is of another kind than ours was not said, either. */
export function hasNoBody(request: Request): boolean {
  const bytes: unknown = request.body;
  const isEmpty = !Buffer.isBuffer(bytes) || bytes.length === 0;
  return isEmpty && MEDIA_TYPES.json.test(request.get('content-type') ?? 'application/json');
}

/** @throws Problem media-type-unsupported, bad-request (malformed), invalid-request (a key that no object has) */
export function readBody(request: Request, kind: BodyKind): unknown {
  if (!MEDIA_TYPES[kind].test(request.get('content-type') ?? '')) throw new Problem('media-type-unsupported');
  const bytes: unknown = request.body;
  if (kind === 'bytes') return Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0);
  const text = Buffer.isBuffer(bytes) ? decode(bytes) : '';
  return kind === 'json' ? parseJson(text) : parseForm(text);
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('bad-request');
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text, refusePrototype);
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('bad-request');
  }
}

/** Not left to the schemas: a record passes over that one key, and what is strict never sees it. */
function parseForm(text: string): Record<string, string> {
  const fields = parsePairs(text);
  for (const name of Object.keys(fields)) refusePrototype(name, undefined);
  return fields;
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') {
    throw new Problem('invalid-request', { errors: [{ pointer: '/__proto__', code: 'unknown-field' }] });
  }
  return value;
}

/**
 * `a=1&b=2` as an object without a prototype.
 * @throws Problem bad-request when a parameter comes twice or an escape is broken
 */
function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = Object.create(null);
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = unescapePart(equals < 0 ? pair : pair.slice(0, equals));
    if (name in pairs) throw new Problem('bad-request');
    pairs[name] = equals < 0 ? '' : unescapePart(pair.slice(equals + 1));
  }
  return pairs;
}

function unescapePart(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Problem('bad-request');
  }
}

export function readQuery(request: Request): Record<string, string> {
  const mark = request.originalUrl.indexOf('?');
  return parsePairs(mark < 0 ? '' : request.originalUrl.slice(mark + 1));
}

/** @throws Problem invalid-request naming every field that the schema refuses */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Problem('invalid-request', { errors: toFieldErrors(result.error) });
}
