import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';
import { DAY } from '../../platform/time.ts';
import type { NoticePlan } from './plan-notice.ts';

/** What is older is not told any more, so that what is read anew or brought from elsewhere writes to nobody. */
export const NEWS_LASTS = 3 * DAY;

/**
 * Looks for members who have to be told something, from how things stand and not from what happened, so that it makes no
 * difference in what order, how often or how late that was heard. Takes only what has no notice yet.
 * @param limit how many at the most; it is asked again where there may be more
 */
export type NoticeFinder = (
  context: Pick<Context, 'clock'>,
  database: Database,
  limit: number,
) => Promise<NoticePlan[]>;
