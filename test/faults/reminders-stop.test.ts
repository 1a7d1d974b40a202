import { afterEach, beforeEach, expect, it } from 'vitest';
import { SECOND } from '../../src/platform/time.ts';
import { countRows } from '../reminders/remind.ts';
import { howMany } from '../support/length.ts';
import { environmentOf, type Program, startProgram, unusedPort } from '../support/process.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

/** A supervisor kills after this. */
const LIMIT = 25 * SECOND;
const STOPS = howMany({ short: 1, verify: 20, long: 200 });
const MAILS = 60;

let service: Service;
beforeEach(async () => {
  service = await startService({ settings: { TRUST_PROXY: '1' } });
});
afterEach(() => service.stop());

/** The built worker, on the database of a service that only takes requests. */
async function startWorker(): Promise<Program> {
  const program = startProgram('main', [], {
    ...environmentOf(service, await unusedPort()),
    // As the service beside it has it, or the addresses could not be opened.
    ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    ROLE: 'worker',
    SMTP_URL: service.mail.smtpUrl,
    MAIL_FROM: 'Newsroom <post@newsroom.example>',
  });
  void program.finished.catch(() => {});
  await expect.poll(() => program.stdout(), { timeout: LIMIT }).toContain('"msg":"started"');
  return program;
}

/** @returns how it ended, and whether in time */
async function stop({ child, finished }: Program): Promise<unknown> {
  const late = new Promise((resolve) => setTimeout(() => resolve('too late'), LIMIT).unref());
  child.kill('SIGTERM');
  return Promise.race([finished.then(({ status, signal }) => ({ status, signal })), late]);
}

const CLEANLY = { status: 0, signal: null };
const addressOf = (round: number, index: number) => `reader-${round}-${index}@mail.example`;

async function ask(round: number, index: number): Promise<void> {
  const body =
    index % 2 === 0
      ? (['/v1/newsletter', {}] as const)
      : (['/v1/reminders', { in: 'P1M', channel: 'email' }] as const);
  // Each from another machine, or it would be found to ask too often.
  const headers = { 'x-forwarded-for': `10.0.${round}.${index}` };
  const answer = await post(service, body[0], { ...body[1], email: addressOf(round, index) }, headers);
  expect(answer.status).toBeLessThan(300);
}

it(`SIGTERM ${STOPS} times while mail goes out: the exit is clean, nothing is lost, and nothing doubled`, async () => {
  for (let round = 0; round < STOPS; round += 1) {
    for (let index = 0; index < MAILS; index += 1) await ask(round, index);
    const first = await startWorker();
    await service.mail.waitFor(({ to }) => to.some((one) => one.startsWith(`reader-${round}-`)));
    expect(await stop(first)).toEqual(CLEANLY);

    const { rows } = await service.context.pool.query(
      'select count(*)::int as held from mails where claimed_until is not null or unheard > 0',
    );
    expect(rows).toEqual([{ held: 0 }]);
    const second = await startWorker();
    await ask(round, MAILS);
    await expect
      .poll(async () => (await countRows(service))['public.mails'] ?? 0, { timeout: LIMIT })
      .toBe(0);
    expect(await stop(second)).toEqual(CLEANLY);

    const sent = service.mail.messages().flatMap(({ to }) => to);
    const promised = Array.from({ length: MAILS + 1 }, (_, index) => addressOf(round, index));
    expect(sent.filter((one) => one.startsWith(`reader-${round}-`)).sort()).toEqual(promised.sort());
  }
}, 3_600_000);

it.runIf(howMany({ short: 0, verify: 1, long: 1 }) > 0)(
  'SIGTERM while the mail server does not answer: the exit is clean all the same, and the mail goes out later',
  async () => {
    service.mail.setFault('hang');
    const handedOver = service.mail.nextMail();
    await ask(0, 0);
    const worker = await startWorker();
    await handedOver;

    expect(await stop(worker)).toEqual(CLEANLY);

    const { rows } = await service.context.pool.query('select claimed_until, unheard from mails');
    expect(rows).toEqual([{ claimed_until: null, unheard: 1 }]);
  },
  90_000,
);
