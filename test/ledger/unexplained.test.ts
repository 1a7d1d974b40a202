import { afterAll, beforeAll, expect, it } from 'vitest';
import { findUnexplained } from '../../src/ledger/find-unexplained.ts';
import { HOUR, plus } from '../../src/platform/time.ts';
import { type Service, startService } from '../support/service.ts';

const PAYMENTS = 20_000;

let service: Service;
beforeAll(async () => {
  service = await startService({ deliver: false });
}, 60_000);
afterAll(() => service.stop());

it('of many payments that are explained, a look for those that are not reads the links of the last days alone', async () => {
  const { pool, database, clock } = service.context;
  const learnt = [plus(clock.now(), -HOUR), PAYMENTS];
  await pool.query(
    `insert into payments (id, frequency, amount, currency, paid_at, learnt_at)
     select 'in_' || n, 'monthly', 500, 'usd', $1, $1::timestamptz - n * interval '20 seconds'
     from generate_series(1, $2) n`,
    learnt,
  );
  await pool.query(
    `insert into payment_intents (id, invoice_id, status, version, learnt_at)
     select 'pi_' || n, 'in_' || n, 'succeeded', '', $1 from generate_series(1, $2) n where n <> 7`,
    learnt,
  );
  await pool.query('analyze payments, payment_intents');

  await database.transaction(async (transaction) => {
    const { invoices } = await findUnexplained(transaction, { now: clock.now() });
    expect(invoices.map(({ id }) => id)).toEqual(['in_7']);
    const { rows } = await transaction.execute(
      "select relname from pg_stat_xact_user_tables where seq_scan > 0 and relname like 'payment%'",
    );
    expect(rows).toEqual([]);
  });
}, 60_000);
