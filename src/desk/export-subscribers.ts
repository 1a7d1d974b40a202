import { listSubscribers, type Subscriber } from '../newsletter/list-subscribers.ts';
import type { Context } from '../platform/context.ts';
import { toCsv } from '../platform/csv.ts';
import { recordLook } from '../staff/audit.ts';

const COLUMNS = [
  'email',
  'locale',
  'askedAt',
  'confirmedAt',
  'consentVersion',
  'consentPlace',
  'unsubscribeUrl',
] as const satisfies readonly (keyof Subscriber)[];

/**
 * Who gets the newsletter, as CSV for the tool that sends it, page by page. That it is taken out, by whom and why is
 * committed before the first address is opened: where that cannot be written, nothing is given.
 */
export async function* exportSubscribers(
  context: Pick<Context, 'clock' | 'database' | 'keyring' | 'publicUrl'>,
  { actor, reason }: { actor: string; reason: string },
): AsyncGenerator<string> {
  await context.database.transaction((transaction) =>
    recordLook(context, transaction, { actor, action: 'export-newsletter', subject: null, reason }),
  );
  yield toCsv(COLUMNS, []);
  for await (const page of listSubscribers(context)) yield toCsv(COLUMNS, page.map(toRow), { header: false });
}

function toRow({ askedAt, confirmedAt, ...subscriber }: Subscriber) {
  return { ...subscriber, askedAt: askedAt.toISOString(), confirmedAt: confirmedAt.toISOString() };
}
