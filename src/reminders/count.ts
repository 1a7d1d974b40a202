import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { dayAt, dayText } from '../platform/time.ts';
import type { Channel, Delay, ReminderEvent } from './rules.ts';
import { incrementCount } from './store.ts';

export type Happening = {
  event: ReminderEvent;
  channel: Channel;
  delay: Delay;
  campaign?: string | null | undefined;
};

/** One more of that, this month: in the transaction in which it happens, and about nobody. */
export async function count(
  { clock, settings }: Pick<Context, 'clock' | 'settings'>,
  database: Database,
  { event, channel, delay, campaign }: Happening,
): Promise<void> {
  const today = dayText(dayAt(clock.now(), settings.REPORT_TIME_ZONE));
  await incrementCount(database, {
    month: today.slice(0, 'yyyy-mm'.length),
    campaign: campaign ?? '',
    channel,
    delay,
    event,
  });
}
