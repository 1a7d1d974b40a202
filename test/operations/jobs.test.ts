import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SECOND } from '../../src/platform/time.ts';
import { startWorker, type Worker } from '../../src/worker.ts';
import { altered, deliver, eventsDuring } from '../support/events.ts';
import { type Service, startService } from '../support/service.ts';

let service: Service;
let worker: Worker;
beforeEach(async () => {
  service = await startService({ deliver: false });
  worker = await startWorker(service.context);
});
afterEach(async () => {
  service.stripe.setApiFaults();
  await worker.stop();
  await service.stop();
}, 60_000);

const query = async (text: string, values: unknown[] = []) =>
  (await service.context.pool.query(text, values)).rows;
const add = (job: string) => query('select from graphile_worker.add_job($1)', [job]);

it('a job that waits for Stripe, and its next runs, keep no other job waiting', async () => {
  const { stripe } = service.context;
  const [made] = await eventsDuring(service, async () => {
    const { id } = await stripe.customers.create({ email: 'reader@example.org' });
    await stripe.customers.update(id, { metadata: { seen: 'yes' } });
  });
  if (made === undefined) throw new Error('nothing happened');
  await deliver(service, altered(made, {}, { id: 'evt_late' }));
  await query("update inbox set state = 'failed', retry_at = now() - interval '1 hour'");
  service.stripe.setApiFaults({ hang: 1 });

  for (let run = 0; run < 12; run += 1) await add('sweep-balance');
  await vi.waitFor(
    async () =>
      expect(await query('select from graphile_worker.jobs where locked_at is not null')).not.toEqual([]),
    30 * SECOND,
  );
  await add('retry-events');

  await vi.waitFor(
    async () => expect(await query('select state from inbox')).toEqual([{ state: 'applied' }]),
    {
      timeout: 30 * SECOND,
    },
  );
}, 120_000);
