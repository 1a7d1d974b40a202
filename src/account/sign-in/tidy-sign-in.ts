import { tidySessions } from '../../members/sessions/end-sessions.ts';
import type { Context } from '../../platform/context.ts';
import { tidyLinks } from './forget-links.ts';

/** Keeps no link and no session for longer than it is of use. */
export async function tidySignIn(
  context: Pick<Context, 'clock' | 'database'>,
  signal?: AbortSignal,
): Promise<void> {
  await tidyLinks(context, signal);
  if (signal?.aborted) return;
  await tidySessions(context);
}
