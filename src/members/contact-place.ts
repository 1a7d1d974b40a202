import type { Place } from '../platform/seal.ts';

/** Where a sealed address belongs; moved to another row it does not open. */
export function contactPlace(id: string): Place {
  return { table: 'identity.contacts', column: 'sealed', row: id };
}
