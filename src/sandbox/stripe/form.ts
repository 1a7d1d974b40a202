import qs from 'qs';
import { invalidRequest } from './errors.ts';
import { isJson, type Json } from './wire.ts';

const LIMITS = { depth: 16, arrayLimit: 1_000, parameterLimit: 5_000 };

/** A form or query string with Stripe's brackets: `line_items[0][quantity]=1`, `expand[]=customer`. */
export function parseForm(text: string): Json {
  const parsed: unknown = qs.parse(text, LIMITS);
  if (!isJson(parsed)) throw invalidRequest('Invalid request: the parameters cannot be read.');
  return parsed;
}

/** `/line_items/0/quantity` → `line_items[0][quantity]` */
export function bracketName(pointer: string): string {
  const [first = '', ...rest] = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return first + rest.map((part) => `[${part}]`).join('');
}
