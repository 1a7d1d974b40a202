import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../src/sandbox/free-port.ts';

/** The whole process, as `npm start` runs it, with no settings but where to keep its data and from which port to look. */
type Start = { child: ChildProcess; output(): string; url: string; token: string; sandbox: string };

let directory: string;
let port: number;
const children: ChildProcess[] = [];

function launch(extra: Record<string, string> = {}): { child: ChildProcess; output(): string } {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: { PATH, HOME, DATA_DIRECTORY: directory, PORT: String(port), ...extra },
  });
  children.push(child);
  let output = '';
  child.stdout.on('data', (data) => (output += String(data)));
  child.stderr.on('data', (data) => (output += String(data)));
  return { child, output: () => output };
}

async function start(): Promise<Start> {
  const { child, output } = launch();
  await expect
    .poll(() => (child.exitCode === null ? output() : `ended: ${output()}`), { timeout: 60_000 })
    .toMatch(/Ctrl-C stops|ended/);
  expect(output()).toContain('Groundswell is running');
  const found = (pattern: RegExp) => pattern.exec(output())?.[1] ?? '';
  return {
    child,
    output,
    url: found(/The appeal\s+(\S+)\//),
    token: found(/Finance token\s+(\S+)/),
    sandbox: found(/Stripe sandbox\s+(\S+)/),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
  return child.exitCode;
}

const Report = z.object({ rows: z.array(z.object({ count: z.int() })) });

async function count({ url, token }: Start): Promise<number> {
  const response = await fetch(`${url}/v1/reports/revenue`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  const { rows } = Report.parse(await response.json());
  return rows.reduce((sum, row) => sum + row.count, 0);
}

/** What "doctor" finds wrong beside the running service. */
async function examine(): Promise<string[]> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, DATA_DIRECTORY: directory };
  const child = spawn(process.execPath, ['dist/cli.js', 'doctor', '--json'], { env });
  const findings = Findings.parse(JSON.parse(await text(child.stdout)));
  expect(findings.length).toBeGreaterThan(4);
  return findings.filter(({ ok }) => !ok).map(({ check, note }) => `${check}: ${note}`);
}

const Findings = z.array(z.object({ check: z.string(), ok: z.boolean(), note: z.string() }));

async function give({ url }: Start): Promise<void> {
  const response = await fetch(`${url}/contribute`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ frequency: 'monthly', amount_monthly: '500', currency: 'usd' }),
  });
  const payPage = response.headers.get('location') ?? '';
  const paid = await fetch(payPage, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ email: 'reader@example.org', method: 'card' }),
  });
  expect(paid.status).toBe(303);
}

describe('npm start, with no settings', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'groundswell-start-'));
    port = await freePort(20_000 + Math.floor(Math.random() * 20_000), '127.0.0.1');
  });
  afterEach(async () => {
    for (const child of children.splice(0))
      if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGKILL');
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('a gift is counted; SIGTERM ends it with 0; the next start remembers, the sandbox too', async () => {
    const first = await start();
    await give(first);
    await expect.poll(() => count(first), { timeout: 20_000 }).toBe(1);
    expect(await examine()).toEqual([]);
    expect(await end(first.child, 'SIGTERM')).toBe(0);

    const second = await start();
    expect(second.token).toBe(first.token);
    expect(await count(second)).toBe(1);
    expect(await (await fetch(second.sandbox)).text()).toContain('sub_');
    expect(await end(second.child, 'SIGINT')).toBe(0);
  });

  it('kill -9 hinders nothing: the next start has it all', async () => {
    const killed = await start();
    await give(killed);
    await expect.poll(() => count(killed), { timeout: 20_000 }).toBe(2);
    await end(killed.child, 'SIGKILL');

    const next = await start();
    expect(await count(next)).toBe(2);
    expect(await end(next.child, 'SIGTERM')).toBe(0);
  });

  it('a second start beside a running one says so, and leaves the first alone', async () => {
    const first = await start();
    const other = launch({ PORT: String(port + 100) });
    await once(other.child, 'exit');
    expect(other.child.exitCode).toBe(1);
    expect(other.output()).toMatch(/already running/i);
    expect(await count(first)).toBe(2);
  });

  it('a month that the sandbox is moved on is a month for the service too', async () => {
    const started = await start();
    const before = await count(started);
    const moved = await fetch(`${started.sandbox}/sandbox/clock`, {
      method: 'POST',
      body: new URLSearchParams({ months: '1' }),
    });
    expect(moved.status).toBe(200);
    // Both gifts of the tests above renew, and an event that is signed in a month is no stranger to the service.
    await expect.poll(() => count(started), { timeout: 20_000 }).toBe(before + 2);
    await give(started);
    await expect.poll(() => count(started)).toBe(before + 3);
    expect(await examine()).toEqual([]);
    expect(await end(started.child, 'SIGTERM')).toBe(0);
  });

  it('what it keeps secret, its owner alone can read', () => {
    const secrets = readdirSync(directory).filter((name) => /token|secret|keys|running/.test(name));
    expect(secrets).toEqual(expect.arrayContaining(['encryption-keys', 'finance-token', 'webhook-secret']));
    for (const name of secrets) expect(statSync(join(directory, name)).mode & 0o077).toBe(0);
    expect(readFileSync(join(directory, 'encryption-keys'), 'utf8')).toMatch(/^local:[\w+/=]+\n$/);
  });

  it('in production nothing is embedded: one message names all that is missing', async () => {
    const { child, output } = launch({ NODE_ENV: 'production', LOG_LEVEL: 'loud' });
    await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    for (const name of [
      'DATABASE_URL',
      'STRIPE_SECRET_KEY',
      'STRIPE_WEBHOOK_SECRETS',
      'ENCRYPTION_KEYS',
      'PUBLIC_URL',
      'SMTP_URL',
      'MAIL_FROM',
    ]) {
      expect(output()).toContain(`${name}: missing`);
    }
    expect(output()).toContain('LOG_LEVEL');
    expect(output()).not.toContain('loud');
  });
});
