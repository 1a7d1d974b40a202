import { afterEach, beforeEach, expect, it } from 'vitest';
import { HOUR, MINUTE, plus, SECOND } from '../../src/platform/time.ts';
import { startWorker } from '../../src/worker.ts';
import { testClock } from '../support/clock.ts';
import { type Service, startService } from '../support/service.ts';
import { letterKind, plan, prepareFates, send } from './letters.ts';

let service: Service;
const clock = testClock();
beforeEach(async () => {
  service = await startService({ clock });
  await prepareFates(service);
});
afterEach(() => service.stop());

it('a worker is woken by mail that is planned for now, each time', async () => {
  const worker = await startWorker(service.context);

  // Of kinds that it does not know, so that what it says about them tells that it looked.
  for (const kind of ['first-stranger', 'second-stranger']) {
    await plan(service, { kind });
    await expect
      .poll(() => service.logs.filter((line) => line.includes(`"kind":"${kind}"`)).length, {
        timeout: 30 * SECOND,
      })
      .toBeGreaterThan(0);
  }

  await worker.stop();
}, 90_000);

it('mail that is planned for later wakes nobody', async () => {
  await plan(service, { dueAt: plus(clock.now(), MINUTE) });

  const { rows } = await service.context.pool.query('select task_identifier from graphile_worker.jobs');
  expect(rows).toEqual([]);
});

it('the metrics tell what became of mails, and how many are overdue', async () => {
  const metrics = async () => (await fetch(`${service.url}/metrics`)).text();
  await plan(service);
  await plan(service, { dueAt: plus(clock.now(), -HOUR) });
  await plan(service, { dueAt: plus(clock.now(), HOUR) });
  expect(await metrics()).toContain('groundswell_mails_overdue 1');

  service.mail.setFault('tempfail');
  await send(service, { letter: letterKind() });
  clock.advance(MINUTE);
  service.mail.setFault('none');
  await send(service, { letter: letterKind() });

  const told = await metrics();
  expect(told).toContain('groundswell_mails_overdue 0');
  expect(told).toContain('groundswell_mails_total{kind="letter",fate="sent"} 2');
  expect(told).toContain('groundswell_mails_total{kind="letter",fate="postponed"} 2');
});
