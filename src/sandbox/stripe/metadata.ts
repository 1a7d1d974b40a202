import { invalidRequest } from './errors.ts';

type Given = { [key: string]: string | number | null } | '' | null | undefined;

/**
 * Stripe merges: keys that are not named stay, an empty value takes its key out, an empty string in place of the
 * whole takes them all out.
 */
export function mergeMetadata(current: Record<string, string>, given: Given): Record<string, string> {
  if (given === undefined) return current;
  if (given === '' || given === null) return {};
  const merged = new Map(Object.entries(current));
  for (const [key, value] of Object.entries(given)) {
    if (key.length > 40) throw tooLong('key', 40, key);
    const text = value === null ? '' : String(value);
    if (text.length > 500) throw tooLong('value', 500, key);
    if (text === '') merged.delete(key);
    else merged.set(key, text);
  }
  if (merged.size > 50) throw invalidRequest('Metadata can have at most 50 keys.', { param: 'metadata' });
  return Object.fromEntries(merged);
}

function tooLong(what: string, most: number, key: string) {
  return invalidRequest(`Metadata ${what}s can have up to ${most} characters.`, {
    param: `metadata[${key}]`,
  });
}
