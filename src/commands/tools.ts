import { InvalidArgumentError, Option } from 'commander';
import { type AppContext, openContext } from '../context.ts';
import { readSettingsBesideRunning, type Settings } from '../platform/settings.ts';
import { Day } from '../reports/parameters.ts';
import { findClock } from './find-clock.ts';

/** What an operator's commands have in common. */
export const json = () => new Option('--json', 'answer as JSON, for scripts');

export async function withContext(work: (context: AppContext) => Promise<void>): Promise<void> {
  const settings: Settings = { ...readSettingsBesideRunning(), LOG_LEVEL: 'silent' };
  const { context, close } = openContext(settings, { clock: await findClock(settings) });
  try {
    await work(context);
  } finally {
    await close();
  }
}

export function say(asJson: boolean | undefined, data: unknown, text: string): void {
  process.stdout.write(`${asJson ? JSON.stringify(data) : text}\n`);
}

/** A day that there is, as an option's value: JavaScript takes 30 February for 2 March. */
export function toDay(text: string): string {
  if (!Day.safeParse(text).success) throw new InvalidArgumentError('A day such as 2026-11-23.');
  return text;
}
