import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../src/sandbox/free-port.ts';
import { cpuSeconds, residentMemory } from './processes.ts';

export type Server = {
  port: number;
  /** Resident memory in MB, or NaN where the system does not tell. */
  memory(): number;
  /** Seconds of CPU so far, or NaN where the system does not tell. */
  cpu(): number;
  stop(): Promise<void>;
};

const FIRST_PORT = 21_000;
const HOST = '127.0.0.1';
const READY_WITHIN = 20_000;
const STEP = 10;

/** Starts a program that listens on `PORT`, with this environment and no other, and waits until it answers. */
export async function startServer(
  file: string,
  environment: Record<string, string>,
  nodeOptions: string[] = [],
): Promise<Server> {
  const port = await freePort(FIRST_PORT, HOST);
  const child = spawn(process.execPath, [...nodeOptions, file], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await answers(`http://${HOST}:${port}/healthz`, child);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    port,
    memory: () => residentMemory(child.pid ?? 0),
    cpu: () => cpuSeconds(child.pid ?? 0),
    stop: async () => {
      if (hasEnded(child)) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Waits until the address answers 200. @throws Error when the process ends or takes too long */
export async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < READY_WITHIN; waited += STEP) {
    if (hasEnded(child)) throw new Error('a server ended before it answered');
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    await wait(STEP);
  }
  throw new Error('a server does not answer');
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
