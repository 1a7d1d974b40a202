import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keyLine } from '../support/keyring.ts';
import { environmentOf, type Finished, startBuiltProgram } from '../support/process.ts';
import { type Service, startService } from '../support/service.ts';

let service: Service;
let environment: Record<string, string>;
beforeAll(async () => {
  service = await startService();
  environment = { ...environmentOf(service, 0), ENCRYPTION_KEYS: keyLine('b', 'a') };
});
afterAll(() => service.stop());

const cli = (args: string[], change: Record<string, string> = {}): Promise<Finished> =>
  startBuiltProgram('cli', args, { ...environment, ...change }).finished;

const Findings = z.array(z.object({ check: z.string(), ok: z.boolean(), note: z.string() }));
const DEAD_DATABASE = { DATABASE_URL: 'postgres://nobody:canary@127.0.0.1:1/nothing' };

describe('the server in production with nothing set', () => {
  it('does not start, and one message names all that is missing', async () => {
    const { status, stdout, stderr } = await startBuiltProgram('main', [], { NODE_ENV: 'production' })
      .finished;
    expect([status, stdout]).toEqual([1, '']);
    const missing = [...stderr.matchAll(/^ {2}(\w+): missing/gm)].map(([, name]) => name);
    expect(missing.toSorted()).toEqual([
      'DATABASE_URL',
      'ENCRYPTION_KEYS',
      'MAIL_FROM',
      'PUBLIC_URL',
      'SMTP_URL',
      'STRIPE_SECRET_KEY',
      'STRIPE_WEBHOOK_SECRETS',
    ]);
    expect(stderr).not.toMatch(/\bat .*:\d+/);
  });
});

describe.concurrent('an operator’s command', () => {
  it('token create: the token stands alone on the last line, and opens the reports', async () => {
    const { status, stdout } = await cli(['token', 'create', '--role', 'finance', '--name', 'test']);
    expect(status).toBe(0);
    const token = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(token).toMatch(/^gw_finance_[\w-]{22}$/);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${service.url}/v1/reports/revenue`, { headers })).status).toBe(200);
  });

  it('keys rotate --json: says how many, for a script', async () => {
    const { status, stdout, stderr } = await cli(['keys', 'rotate', '--json']);
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({ moved: 0 });
  });

  it('migrate, on a database that is up to date: changes nothing and says so', async () => {
    const { status, stdout } = await cli(['migrate', '--json']);
    expect([status, JSON.parse(stdout)]).toEqual([0, { migrated: true }]);
  });

  it.each([
    ['an unknown command', ['fly']],
    ['an option that is missing', ['token', 'create', '--role', 'finance']],
    ['a role that does not exist', ['token', 'create', '--role', 'king', '--name', 'test']],
  ])('with %s: 2, and how it is used', async (_what, args) => {
    const { status, stdout, stderr } = await cli(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: groundswell');
  });

  it('--help: 0', async () => {
    const { status, stdout } = await cli(['token', 'create', '--help']);
    expect([status, stdout]).toEqual([0, expect.stringContaining('--role')]);
  });

  it('doctor --json, where something is wrong: 1, and says what', async () => {
    const { status, stdout } = await cli(['doctor', '--json']);
    const findings = Findings.parse(JSON.parse(stdout));
    const standing = Object.fromEntries(findings.map(({ check, ok }) => [check, ok]));
    expect(standing).toEqual({
      database: true,
      migrations: true,
      stripe: true,
      // The service of this test is registered under another address, and no mail server runs.
      'webhook endpoint': false,
      portal: true,
      clock: true,
      mail: false,
      tombstones: true,
      keys: true,
    });
    expect(status).toBe(1);
  });

  it('doctor, where the database is dead: 1, says so, and goes on to the rest', async () => {
    const { status, stdout, stderr } = await cli(['doctor'], DEAD_DATABASE);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^FAULT +database +does not answer/m);
    expect(stdout).toMatch(/^ok +stripe +answers, in test mode/m);
  });

  it('any other, where the database is dead: 1, and a code instead of the address', async () => {
    const { status, stdout, stderr } = await cli(['keys', 'rotate'], DEAD_DATABASE);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('ECONNREFUSED');
    expect(stderr).not.toMatch(/canary|nobody/);
  });

  it('with settings that are missing: 1, and names them', async () => {
    const { status, stderr } = await cli(['doctor'], { DATABASE_URL: '', ENCRYPTION_KEYS: '' });
    expect(status).toBe(1);
    expect(stderr).toContain('DATABASE_URL: missing');
    expect(stderr).toContain('ENCRYPTION_KEYS: missing');
  });
});
