import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { erasePerson } from '../../src/account/erasure/erase-person.ts';
import { finishErasures } from '../../src/account/erasure/finish-erasures.ts';
import { reapplyTombstones } from '../../src/account/erasure/reapply-tombstones.ts';
import { readTombstones } from '../../src/account/erasure/tombstone-file.ts';
import { type AppContext, openContext } from '../../src/context.ts';
import { addressOfMember } from '../../src/members/address-of-member.ts';
import { addresseesOf } from '../../src/members/addressees.ts';
import { findMembersOfAddress } from '../../src/members/find-members-of-address.ts';
import { rotateKeys } from '../../src/members/rotate-keys.ts';
import { backfill } from '../../src/webhooks/backfill.ts';
import { sendDueMails } from '../../src/worker.ts';
import { remindByMail } from '../reminders/remind.ts';
import { findCanaries } from '../safety/canaries.ts';
import { dumpDatabase } from '../safety/dump.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { databaseUrl, run } from '../support/cluster.ts';
import { keyLine, keyringOf } from '../support/keyring.ts';
import { type Service, startService } from '../support/service.ts';
import { becomeKnown, eraseMe, type Known, mailsTo, press, tokenOf } from './person.ts';

const GONE = 'gone@plumage.example';
const READER = 'only-reader@plumage.example';
const CONTROL = 'control@wetland.example';
const PATIENTLY = { timeout: 20_000 };

describe('a backup from before an erasure', () => {
  let clock: TestClock;
  let folder: string;
  let file: string;
  let service: Service;
  let gone: Known;
  let control: Known;
  const restored: { context: AppContext; close(): Promise<void> }[] = [];

  beforeEach(async () => {
    clock = testClock();
    folder = mkdtempSync(join(tmpdir(), 'groundswell-tombstones-'));
    file = join(folder, 'tombstones');
    const settings = { TOMBSTONES_FILE: file, ENCRYPTION_KEYS: keyLine('a') };
    service = await startService({ clock, settings });
    control = await becomeKnown(service, clock, CONTROL);
    gone = await becomeKnown(service, clock, GONE);
    await remindByMail(service, { email: READER });
    await sendDueMails(service.context);
  });
  afterEach(async () => {
    for (const { close } of restored.splice(0)) await close();
    await service.stop();
    rmSync(folder, { recursive: true });
  });

  /** A copy of the database as it is now. Nobody may be connected meanwhile. */
  async function backUp(): Promise<string> {
    const name = new URL(service.databaseUrl).pathname.slice(1);
    const cluster = databaseUrl(service.databaseUrl, 'postgres');
    await run(
      cluster,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`,
    );
    const copy = () =>
      run(cluster, `create database ${name}_backup template ${name} strategy file_copy`).then(
        () => 'done',
        () => 'not yet',
      );
    await expect.poll(copy, PATIENTLY).toBe('done');
    return databaseUrl(service.databaseUrl, `${name}_backup`);
  }

  /** What main does at its start, on another database and under these keys. */
  async function startOn(url: string, keys: readonly string[]): Promise<AppContext> {
    const settings = { ...service.context.settings, DATABASE_URL: url, ENCRYPTION_KEYS: keyringOf(...keys) };
    const logSink = { write: (line: string) => void service.logs.push(line) };
    const opened = openContext(settings, { clock, logSink });
    const close = async () => {
      await opened.close();
      const name = new URL(url).pathname.slice(1);
      await run(databaseUrl(url, 'postgres'), `drop database if exists ${name} with (force)`);
    };
    restored.push({ context: opened.context, close });
    await reapplyTombstones(opened.context);
    return opened.context;
  }

  async function eraseBoth(): Promise<void> {
    expect((await eraseMe(service, gone)).status).toBe(204);
    const token = tokenOf(mailsTo(service, READER).at(-1));
    expect((await press(service, 'erase', token)).status).toBe(303);
    await finishErasures(service.context);
    await service.settled();
    await expect.poll(() => mailsTo(service, GONE).at(-1)?.subject, PATIENTLY).toBe('It is done');
  }

  async function expectErased(context: AppContext): Promise<void> {
    expect(await addressOfMember(context, context.database, gone.memberId)).toBeUndefined();
    for (const address of [GONE, READER])
      expect(await addresseesOf(context, context.database, address)).toEqual([]);
    const { bytes } = await dumpDatabase(context.pool);
    await finishErasures(context);
    const after = (await dumpDatabase(context.pool)).bytes;
    expect(findCanaries(bytes, ['plumage.example'])).toEqual([]);
    expect(findCanaries(after, gone.customers)).toEqual([]);
    expect(after.includes(control.customers[0] ?? '-')).toBe(true);
  }

  it('is restored without them, before anything is served and without a word; somebody else can be read', async () => {
    const backup = await backUp();
    await eraseBoth();
    const mails = service.mail.messages().length;

    const context = await startOn(backup, ['a']);

    await expectErased(context);
    expect(await addressOfMember(context, context.database, control.memberId)).toBe(CONTROL);
    expect(service.mail.messages()).toHaveLength(mails);
    // Known by now: the next start has nothing to do.
    expect(await reapplyTombstones(context)).toEqual({ unknown: 0, erased: 0 });
  });

  it('is not told of again by a backfill who gave after it, and was erased', async () => {
    const backup = await backUp();
    clock.advance(60_000);
    const late = await becomeKnown(service, clock, 'late@plumage.example');
    expect((await eraseMe(service, late)).status).toBe(204);
    await finishErasures(service.context);
    await service.settled();
    const context = await startOn(backup, ['a']);
    await backfill(context, { since: new Date(clock.now().getTime() - 3_600_000), apply: true });
    expect(await findMembersOfAddress(context, context.database, 'late@plumage.example')).toEqual([]);
  });

  it('without the tombstones would bring them back: so this is what they are for', async () => {
    const backup = await backUp();
    await eraseBoth();
    writeFileSync(file, '');

    const context = await startOn(backup, ['a']);

    expect(await addressOfMember(context, context.database, gone.memberId)).toBe(GONE);
  });

  it('made after a rotation is restored without them under the new key alone', async () => {
    const rotated = { ...service.context, keyring: keyringOf('b', 'a') };
    await rotateKeys(rotated);
    const backup = await backUp();
    // The instance that erases still has the old key in front, as between the two steps of a rotation.
    Object.assign(service.context.keyring, keyringOf('a', 'b'));
    await eraseBoth();

    const context = await startOn(backup, ['b']);

    await expectErased(context);
    expect(await addressOfMember(context, context.database, control.memberId)).toBe(CONTROL);
  });

  it('under keys that are destroyed opens for nobody', async () => {
    const backup = await backUp();
    await eraseBoth();

    const context = await startOn(backup, ['b']);

    for (const { memberId } of [gone, control])
      expect(await addressOfMember(context, context.database, memberId)).toBeUndefined();
  });

  it('is not served where the file cannot be read', async () => {
    const context = {
      ...service.context,
      settings: { ...service.context.settings, TOMBSTONES_FILE: folder },
    };
    await expect(reapplyTombstones(context)).rejects.toThrow();
  });
});

describe('the file of tombstones', () => {
  let folder: string;
  let file: string;
  let service: Service;
  let clock: TestClock;
  beforeAll(async () => {
    clock = testClock();
    folder = mkdtempSync(join(tmpdir(), 'groundswell-tombstones-'));
    file = join(folder, 'tombstones');
    service = await startService({ clock, settings: { TOMBSTONES_FILE: file } });
  });
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true });
  });

  it('holds a code for each pseudonym, address left and customer, and survives a line that was cut off', async () => {
    appendFileSync(file, 'test AAAA');
    const known = await becomeKnown(service, clock, 'one@plumage.example');
    expect((await eraseMe(service, known)).status).toBe(204);

    const lines = readFileSync(file, 'latin1').split('\n').filter(Boolean);
    expect(lines[0]).toBe('test AAAA');
    expect(lines.slice(1)).toHaveLength(3 + known.customers.length);
    for (const line of lines.slice(1)) expect(line).toMatch(/^(test|\*) [A-Za-z0-9_-]{43}$/);
    expect(lines.join()).not.toContain(known.memberId);
    const { tombstones, customers } = await readTombstones(file);
    expect(tombstones).toHaveLength(3);
    expect(customers).toHaveLength(known.customers.length);
    expect(await reapplyTombstones(service.context)).toEqual({ unknown: 0, erased: 0 });
  });

  it('gets no line for whoever is only looked for: a start would erase them', async () => {
    const known = await becomeKnown(service, clock, 'three@plumage.example');
    const before = await readTombstones(file);
    const { erased } = await erasePerson(service.context, { memberIds: [known.memberId] }, { dryRun: true });
    expect(erased.members).toBe(1);
    expect(await readTombstones(file)).toEqual(before);
    expect(await reapplyTombstones(service.context)).toEqual({ unknown: 0, erased: 0 });
    expect(await addressOfMember(service.context, service.context.database, known.memberId)).toBe(
      'three@plumage.example',
    );
  });

  it('erases at the next start who asked for it and was told of an error, once it was written', async () => {
    const known = await becomeKnown(service, clock, 'four@plumage.example');
    const refuse = 'alter table identity.erasures add constraint refused check (false) not valid';
    await service.context.pool.query(refuse);
    expect((await eraseMe(service, known)).status).toBe(500);
    await service.context.pool.query('alter table identity.erasures drop constraint refused');
    const { database } = service.context;
    expect(await addressOfMember(service.context, database, known.memberId)).toBe('four@plumage.example');

    // The member, and the addresses left for a reminder and for the newsletter.
    expect(await reapplyTombstones(service.context)).toEqual({ unknown: 3, erased: 3 });
    expect(await addressOfMember(service.context, database, known.memberId)).toBeUndefined();
    expect(await reapplyTombstones(service.context)).toEqual({ unknown: 0, erased: 0 });
  });

  it('that cannot be written stops the erasure, which then has not happened', async () => {
    const known = await becomeKnown(service, clock, 'two@plumage.example');
    Object.assign(service.context.settings, { TOMBSTONES_FILE: join(folder, 'missing', 'tombstones') });
    expect((await eraseMe(service, known)).status).toBe(500);
    Object.assign(service.context.settings, { TOMBSTONES_FILE: file });

    expect(await addressOfMember(service.context, service.context.database, known.memberId)).toBe(
      'two@plumage.example',
    );
  });
});
