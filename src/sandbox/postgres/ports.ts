import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** The port wished for, else the one of the last start, else any; passing over those that somebody else has. */
export async function choosePort(wished: number | undefined, memory: string): Promise<number> {
  for (const port of [wished, recall(memory)]) {
    if (port !== undefined && (await bind(port)) !== undefined) return port;
  }
  const free = await bind(0);
  if (free === undefined) throw new Error('no free port on the loopback interface');
  return free;
}

export function rememberPort(memory: string, port: number): void {
  writeFileSync(memory, `${port}\n`);
}

function recall(memory: string): number | undefined {
  try {
    const port = Number(readFileSync(memory, 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
  } catch {
    return undefined;
  }
}

/** The port that was free a moment ago; undefined when it is taken or not ours to take. */
function bind(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' ? address?.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}
