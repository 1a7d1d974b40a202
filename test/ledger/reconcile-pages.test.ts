import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findVariances } from '../../src/ledger/reconcile/find-variances.ts';
import { reconcile } from '../../src/ledger/reconcile/reconcile.ts';
import { SECOND } from '../../src/platform/time.ts';
import { testClock } from '../support/clock.ts';
import { keepUp } from '../support/history.ts';
import { type Service, startService } from '../support/service.ts';

const DAY_OF_ALL = '2026-11-02';
const clock = testClock(`${DAY_OF_ALL}T10:00:00Z`);
let service: Service;
/** Newest first, as Stripe lists them. */
let ids: string[];

/** More than two of Stripe's pages; the second in which a page ends has several, and one has more than a page. */
beforeAll(async () => {
  service = await startService({ clock });
  for (let made = 0; made < 330; made += 1) {
    service.stripe.adjust(100 + made, 'usd');
    if (made % 7 === 0 && !(made > 60 && made < 190)) clock.advance(SECOND);
  }
  await service.settled();
  await keepUp({ service, clock });
  ids = service.stripe
    .list('balance_transaction')
    .map(({ id }) => id)
    .toReversed();
}, 60_000);
afterAll(() => service.stop());

async function names(): Promise<string[]> {
  const days = { from: DAY_OF_ALL, to: DAY_OF_ALL, search: true };
  const { id, compared, totals } = await reconcile(service.context, days);
  expect(compared).toBe(330);
  expect(totals).toHaveLength(1);
  return (await findVariances(service.context.database, { runId: id })).map((one) => one.id);
}
const sql = (text: string, values: unknown[]) => service.context.pool.query(text, values);

describe('several pages', () => {
  it('all of them, each once', async () => {
    expect(await names()).toEqual([]);
  });

  it.each([0, 98, 99, 100, 101, 198, 199, 200, 201, 299, 300, 329])(
    'the one at place %i is missing here, and there is another of its second',
    async (place) => {
      const id = ids[place];
      await sql('update balance_transactions set id = $2 where id = $1', [id, `txn_other_${place}`]);
      const found = await names();
      await sql('update balance_transactions set id = $1 where id = $2', [id, `txn_other_${place}`]);
      expect(found.toSorted()).toEqual([id, `txn_other_${place}`].toSorted());
    },
  );
});

describe('a Stripe that fails now and then', () => {
  it('is asked again, and nothing is missed or named twice', async () => {
    service.stripe.setApiFaults({ error: 0.1, rateLimit: 0.1, reset: 0.1 });
    try {
      expect(await names()).toEqual([]);
    } finally {
      service.stripe.setApiFaults();
    }
  }, 60_000);
});
