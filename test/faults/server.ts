/** The service in a process of its own, to be killed: settings from the environment, its port on standard output. */
import { setTimeout as wait } from 'node:timers/promises';
import { createApp } from '../../src/app.ts';
import { openContext } from '../../src/context.ts';
import { listen } from '../../src/platform/http/listen.ts';
import { readSettings } from '../../src/platform/settings.ts';
import { sweepBalance } from '../../src/webhooks/sweep-balance.ts';

const settings = readSettings();
const { context } = openContext(settings);
const { port } = await listen(createApp(context), 0, '127.0.0.1');
process.stdout.write(`${port}\n`);

// What the worker does each ten minutes, over and over, so that a kill finds it at work.
for (;;) {
  await sweepBalance(context).catch(() => {});
  await wait(20);
}
