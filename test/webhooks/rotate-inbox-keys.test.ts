import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { type Keyring, parseKeyring } from '../../src/platform/keys.ts';
import { sealPerson, unsealPerson } from '../../src/webhooks/observe.ts';
import { rotateInboxKeys } from '../../src/webhooks/rotate-inbox-keys.ts';
import { inbox } from '../../src/webhooks/tables.ts';
import { startService } from '../support/service.ts';

function ring(...ids: number[]): Keyring {
  const keyring = parseKeyring(
    ids.map((id) => `k${id}:${Buffer.alloc(32, id).toString('base64')}`).join(','),
  );
  if (keyring === null) throw new Error('no keyring');
  return keyring;
}

it('who an unapplied event is about can still be read when the old key is gone', async () => {
  const service = await startService({ deliver: false });
  const { context } = service;
  const person = { customer: 'cus_1', address: 'reader@example.org' };
  const now = context.clock.now();
  await context.database.insert(inbox).values({
    id: 'evt_waiting',
    type: 'invoice.paid',
    createdAt: now,
    receivedAt: now,
    state: 'failed',
    sealedPerson: sealPerson({ keyring: ring(1) }, 'evt_waiting', person),
  });

  expect(await rotateInboxKeys({ ...context, keyring: ring(2, 1) })).toBe(1);

  const [row] = await context.database.select().from(inbox).where(eq(inbox.id, 'evt_waiting'));
  expect(unsealPerson({ keyring: ring(2) }, 'evt_waiting', row?.sealedPerson ?? null)).toEqual(person);
  await service.stop();
});
