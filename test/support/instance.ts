import { createApp } from '../../src/app.ts';
import { type AppContext, openContext } from '../../src/context.ts';
import { listen } from '../../src/platform/http/listen.ts';
import type { Settings } from '../../src/platform/settings.ts';
import type { Service } from './service.ts';

export type Instance = { url: string; context: AppContext; stop(): Promise<void> };

/** One more instance of a running service: the same database and Stripe, a pool and a memory of its own. */
export async function startInstance(service: Service, change: Partial<Settings> = {}): Promise<Instance> {
  const { settings, clock } = service.context;
  const logSink = { write: (line: string) => void service.logs.push(line) };
  const { context, close } = openContext({ ...settings, ...change }, { clock, logSink });
  const web = await listen(createApp(context), 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${web.port}`,
    context,
    stop: async () => {
      await web.stop();
      if (!context.pool.ended) await close();
    },
  };
}
