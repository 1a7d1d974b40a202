import type { Database } from '../platform/database.ts';
import { stripContributions as strip } from './store.ts';

/**
 * Of what somebody set out to give only that stays which reports count: amount, currency, frequency, campaign, source and
 * date. Their language, the marks of their request, and the ways back to a pay page go.
 */
export async function stripContributions(database: Database, ids: string[]): Promise<void> {
  if (ids.length > 0) await strip(database, ids);
}
