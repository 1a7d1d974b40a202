import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, plus } from '../../src/platform/time.ts';
import { altered, deliver, eventsOf, lastEvent } from '../support/events.ts';
import { keyLine } from '../support/keyring.ts';
import { lead } from '../support/lives.ts';
import { environmentOf, type Finished, startProgram } from '../support/process.ts';
import { type Service, startService } from '../support/service.ts';

/** The operator's commands for what was missed or failed, as processes of their own. */
describe('backfill and replay', () => {
  let service: Service;
  let environment: Record<string, string>;
  let yesterday: string;
  beforeAll(async () => {
    service = await startService({
      deliver: false,
      settings: { TRUST_PROXY: '1', ENCRYPTION_KEYS: keyLine('a') },
    });
    environment = environmentOf(service, 0);
    yesterday = plus(service.context.clock.now(), -DAY).toISOString();
    const clock = { ...service.context.clock, advance: () => {} };
    await lead({ service, clock }, { kind: 'once', address: 'missed@example.org', pause: 0, ending: 'paid' });
  });
  afterAll(() => service.stop());

  const cli = (...args: string[]): Promise<Finished> => startProgram('cli', args, environment).finished;
  const count = async (table: string) =>
    (await service.context.pool.query(`select count(*)::int as count from ${table}`)).rows[0].count;

  it('backfill alone changes nothing, and says so; with --apply it takes in what was missed', async () => {
    const dry = await cli('backfill', '--since', yesterday);
    expect([dry.status, dry.stderr]).toEqual([0, '']);
    expect(dry.stdout).toMatch(/^checkout\.session\.completed +1 +1$/m);
    expect(dry.stdout).toContain('Nothing was changed');
    expect(await count('payments')).toBe(0);

    const applied = await cli('backfill', '--since', yesterday, '--apply', '--json');
    expect(applied.status).toBe(0);
    expect(JSON.parse(applied.stdout)).toMatchObject({
      finished: true,
      tally: { 'checkout.session.completed': { found: 1, fresh: 1 } },
    });
    expect(await count('payments')).toBe(1);
    expect(await count("inbox where state = 'applied' and id like 'evt_%'")).toBe(eventsOf(service).length);
  }, 90_000);

  it('backfill, stopped by SIGTERM, says that the same command goes on, and it does', async () => {
    const since = plus(service.context.clock.now(), -20 * DAY).toISOString();
    const program = startProgram('cli', ['backfill', '--since', since, '--apply'], environment);
    const cursors = () => count("sweeps where name like 'backfill:%'");
    await expect.poll(cursors, { timeout: 20_000 }).toBe(1);
    program.child.kill('SIGTERM');

    const { status, stdout } = await program.finished;

    expect(status).toBe(1);
    expect(stdout).toContain('The same command goes on from there');
    expect(await cursors()).toBe(1);
  }, 60_000);

  it.each([
    ['a day that is none', ['backfill', '--since', 'monday']],
    ['a day that is in no calendar', ['backfill', '--since', '2026-02-30', '--apply']],
    ['an instant of such a day', ['backfill', '--since', '2026-11-31T10:00:00Z']],
    ['an end before the beginning', ['backfill', '--since', '2026-11-19', '--until', '2026-11-18']],
    ['a history until such a day', ['seed', '--contributions', '1', '--until', '2026-02-30']],
    ['a journal from such a day', ['export', 'journal', '--from', '2026-02-30']],
    ['a journal the wrong way round', ['export', 'journal', '--from', '2026-03-02', '--to', '2026-03-01']],
    ['a comparison of such a day', ['reconcile', '--day', '2026-02-30']],
    ['two things to do', ['replay', '--list', '--failed']],
  ])('with %s: 2, and how it is used', async (_what, args) => {
    const { status, stdout, stderr } = await cli(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: groundswell');
  });

  it('replay lists, tries, replays and dismisses', async () => {
    const poison = altered(
      lastEvent(service, 'checkout.session.completed'),
      { amount_total: 'five' },
      { id: 'evt_poison' },
    );
    expect((await deliver(service, poison)).status).toBe(200);

    const listed = await cli('replay', '--list', '--json');
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { id: 'evt_poison', attempts: 1, errorCode: 'ZodError' },
    ]);
    expect(listed.stdout).not.toContain('missed@');
    const tried = await cli('replay', '--failed', '--dry-run');
    expect([tried.status, tried.stdout]).toEqual([
      1,
      expect.stringContaining('would fail: resource_missing'),
    ]);
    const dismissed = await cli('replay', '--dismiss', 'evt_poison', '--reason', 'made by hand in a test');
    expect([dismissed.status, dismissed.stdout]).toEqual([0, 'evt_poison is dismissed.\n']);
    const all = await cli('replay', '--list', '--all');
    expect(all.stdout).toMatch(/dismissed {2}evt_poison .*"made by hand in a test"$/m);
  }, 90_000);
});
