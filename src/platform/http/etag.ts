import type { IncomingMessage } from 'node:http';

/** Whether the asker has it already (RFC 9110, 13.1.2): a proxy that compresses makes a tag weak, and may know several. */
export function hasTag({ headers }: Pick<IncomingMessage, 'headers'>, etag: string): boolean {
  const known = (headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.some((tag) => tag === etag || tag === '*');
}
