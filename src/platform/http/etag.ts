import type { Request } from 'express';

/** Whether the asker has it already (RFC 9110, 13.1.2): a proxy that compresses makes a tag weak, and may know several. */
export function hasTag(request: Request, etag: string): boolean {
  const known = (request.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.some((tag) => tag === etag || tag === '*');
}
