import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rotateKeys } from '../../src/members/rotate-keys.ts';
import { parseKeyring } from '../../src/platform/keys.ts';
import { EVENT_TYPES } from '../../src/webhooks/table.ts';
import { run } from '../support/cluster.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { keyLine } from '../support/keyring.ts';
import { give } from '../support/reader.ts';
import { type Service, startService, WEBHOOK_SECRET } from '../support/service.ts';

let service: Service;
const ask = (sql: string) => run(service.databaseUrl, sql);

const gift = (email: string, frequency: 'once' | 'monthly' = 'once') => give(service, { email, frequency });

describe('gifts of one address', () => {
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(() => service.stop());

  it('are of one member, though Stripe made a customer each time and it was spelt otherwise', async () => {
    await gift('Anna.Petrova@Example.org');
    await gift('anna.petrova@example.ORG', 'monthly');
    await gift('ANNA.PETROVA@EXAMPLE.ORG');

    expect(await ask('select count(distinct member_id)::int, count(*)::int from payments')).toEqual([[1, 3]]);
    expect(await ask('select count(distinct member_id)::int, count(*)::int from memberships')).toEqual([
      [1, 1],
    ]);
    expect(await ask('select count(distinct member_id)::int, count(*)::int from identity.customers')).toEqual(
      [[1, 3]],
    );
    expect(await ask('select count(*)::int from identity.contacts')).toEqual([[1]]);
  });

  it('are of two members where the addresses differ, if only by a tag', async () => {
    await gift('anna@example.org');
    await gift('anna+news@example.org');
    expect(await ask('select count(distinct member_id)::int from payments')).toEqual([[2]]);
  });
});

describe('a new encryption key', () => {
  let endpoint: string | undefined;
  let instance: Instance;
  const CONTACTS = 'select index_key_id, wrapping_key_id, member_id, sealed from identity.contacts';

  beforeEach(async () => {
    endpoint = undefined;
    service = await startService({ deliver: false, settings: { ENCRYPTION_KEYS: keyLine('a') } });
    await serveWith('a');
  });
  afterEach(async () => {
    await instance.stop();
    await service.stop();
  });

  /** As a restart with other `ENCRYPTION_KEYS` does. */
  async function serveWith(...letters: string[]): Promise<void> {
    if (endpoint !== undefined) {
      await service.context.stripe.webhookEndpoints.del(endpoint);
      await instance.stop();
    }
    const keyring = parseKeyring(keyLine(...letters));
    if (keyring === null) throw new Error('not a keyring');
    instance = await startInstance(service, { ENCRYPTION_KEYS: keyring });
    const url = `${instance.url}/webhooks/stripe`;
    endpoint = service.stripe.addEndpoint({
      url,
      secret: WEBHOOK_SECRET,
      enabledEvents: [...EVENT_TYPES],
    }).id;
  }

  const membersOfPayments = () => ask('select count(distinct member_id)::int, count(*)::int from payments');

  it('finds who was indexed under the old one, takes everybody over, and then the old one can go', async () => {
    await gift('anna@example.org');
    const [[, , member, sealed] = []] = await ask(CONTACTS);

    await serveWith('b', 'a');
    await gift('Anna@example.org');
    expect(await membersOfPayments()).toEqual([[1, 2]]);
    await gift('boris@example.org');
    expect((await ask(CONTACTS)).map(([indexKey]) => indexKey).toSorted()).toEqual(['a', 'b']);

    const told: number[] = [];
    expect(await rotateKeys(instance.context, (done) => told.push(done))).toBe(1);
    expect(told).toEqual([1]);
    expect(await rotateKeys(instance.context)).toBe(0);
    expect(await ask(`${CONTACTS} order by index_key_id, member_id = '${member}' desc`)).toEqual([
      ['b', 'b', member, sealed],
      ['b', 'b', expect.anything(), expect.anything()],
    ]);

    await serveWith('b');
    await gift('ANNA@example.org');
    await gift('boris@example.org');
    expect(await membersOfPayments()).toEqual([[2, 5]]);
  });

  it('moves nobody while the old one is missing, and says so', async () => {
    await gift('anna@example.org');
    await serveWith('b');
    await expect(rotateKeys(instance.context)).rejects.toThrow('unknown-key');
    expect(await ask('select index_key_id, wrapping_key_id from identity.contacts')).toEqual([['a', 'a']]);
  });

  it('moves many, in several steps', async () => {
    await gift('anna@example.org');
    await gift('boris@example.org');
    await serveWith('b', 'a');
    expect(await rotateKeys(instance.context)).toBe(2);
    expect(await ask('select distinct index_key_id, wrapping_key_id from identity.contacts')).toEqual([
      ['b', 'b'],
    ]);
  });
});
