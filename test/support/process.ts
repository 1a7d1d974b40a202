import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect } from 'vitest';
import { keyLine } from './keyring.ts';
import { programFile } from './programs.ts';
import { type Service, WEBHOOK_SECRET } from './service.ts';

const ROOT = join(import.meta.dirname, '../..');

export type Finished = { status: number | null; signal: string | null; stdout: string; stderr: string };

export type Program = { child: ChildProcess; stdout(): string; finished: Promise<Finished> };

/** One of our programs as an operator starts it, with nothing in its environment but what is given. @param input what it reads */
export function startProgram(
  name: 'main' | 'cli',
  args: string[],
  environment: Record<string, string>,
  input?: string,
): Program {
  return startFile(programFile(name), args, environment, input);
}

/** The same, file by file as production has it: it takes longer to begin. */
export function startBuiltProgram(
  name: 'main' | 'cli',
  args: string[],
  environment: Record<string, string>,
): Program {
  return startFile(join(ROOT, 'dist', `${name}.js`), args, environment);
}

function startFile(
  file: string,
  args: string[],
  environment: Record<string, string>,
  input?: string,
): Program {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', DATA_DIRECTORY: '/nonexistent', ...environment },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  const finished = once(child, 'close').then(() => ({
    status: child.exitCode,
    signal: child.signalCode,
    ...output,
  }));
  return { child, stdout: () => output.stdout, finished };
}

/** The environment of a program beside a running service: its database, its Stripe, its keys. */
export function environmentOf({ context }: Service, port: number): Record<string, string> {
  const { DATABASE_URL = '', STRIPE_SECRET_KEY = '', STRIPE_API_URL } = context.settings;
  return {
    NODE_ENV: 'test',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL,
    STRIPE_SECRET_KEY,
    STRIPE_API_URL,
    STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET,
    ENCRYPTION_KEYS: keyLine('a'),
    SMTP_URL: 'smtp://127.0.0.1:1',
    CHECKOUTS_PER_MINUTE: '100000',
  };
}

/** The real server in a process of its own, answering. */
export async function startServer(service: Service): Promise<Program & { url: string }> {
  const port = await unusedPort();
  const program = startProgram('main', [], environmentOf(service, port));
  void program.finished.catch(() => {});
  await expect.poll(() => program.stdout(), { timeout: 20_000 }).toContain('"msg":"started"');
  return { ...program, url: `http://127.0.0.1:${port}` };
}

export async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
