import { Option } from 'commander';
import { type AppContext, openContext } from '../context.ts';
import { readSettingsBesideRunning } from '../platform/settings.ts';

/** What an operator's commands have in common. */
export const json = () => new Option('--json', 'answer as JSON, for scripts');

export async function withContext(work: (context: AppContext) => Promise<void>): Promise<void> {
  const { context, close } = openContext({ ...readSettingsBesideRunning(), LOG_LEVEL: 'silent' });
  try {
    await work(context);
  } finally {
    await close();
  }
}

export function say(asJson: boolean | undefined, data: unknown, text: string): void {
  process.stdout.write(`${asJson ? JSON.stringify(data) : text}\n`);
}
