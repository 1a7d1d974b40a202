import { createServer } from 'node:net';

const TRIES = 50;

/** @returns `wanted`, or the next port after it that nobody listens on */
export async function freePort(wanted: number, host: string): Promise<number> {
  for (let port = wanted; port < wanted + TRIES; port += 1) if (await isFree(port, host)) return port;
  throw new Error(`No free port between ${wanted} and ${wanted + TRIES}: set PORT.`);
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
