import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/platform/time.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { deliver, eventsDuring, type StripeEvent, send, signatureOf } from '../support/events.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { lead } from '../support/lives.ts';
import { type Service, startService, WEBHOOK_SECRET } from '../support/service.ts';

const OLD = WEBHOOK_SECRET;
const NEW = 'whsec_next_0123456789abcdef';

/** Old only → both → new only: each a restart with other settings, while events go on. */
describe('while a webhook secret is replaced', () => {
  let clock: TestClock;
  let service: Service;
  let both: Instance;
  let newOnly: Instance;
  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock, deliver: false, settings: { TRUST_PROXY: '1' } });
    both = await startInstance(service, { STRIPE_WEBHOOK_SECRETS: [NEW, OLD] });
    newOnly = await startInstance(service, { STRIPE_WEBHOOK_SECRETS: [NEW] });
  });
  afterAll(async () => {
    await both.stop();
    await newOnly.stop();
    await service.stop();
  });

  const gift = () =>
    eventsDuring(service, () =>
      lead({ service, clock }, { kind: 'once', address: 'roll@example.org', pause: 0, ending: 'paid' }),
    );
  const kept = async (events: StripeEvent[]) => {
    const { rows } = await service.context.pool.query(
      "select id from inbox where id = any($1) and state = 'applied'",
      [events.map(({ id }) => id)],
    );
    return rows.length;
  };
  const statuses = async (to: Pick<Service, 'url' | 'context'>, events: StripeEvent[], secret: string) => {
    const answers = await Promise.all(events.map((event) => deliver(to, event, { secret })));
    return new Set(answers.map(({ status }) => status));
  };
  /** As Stripe signs while both are valid: a signature by each. */
  const signedByBoth = (event: StripeEvent) => {
    const payload = JSON.stringify(event);
    const [old, next] = [OLD, NEW].map((secret) => signatureOf(service, payload, { secret }));
    return { payload, signature: `${old},${next?.split(',')[1]}` };
  };

  it('no event is lost, whichever of the two signed it', async () => {
    const [before, during, after] = [await gift(), await gift(), await gift()];

    expect(await statuses(service, before, OLD)).toEqual(new Set([200]));
    const half = Math.ceil(during.length / 2);
    expect(await statuses(both, during.slice(0, half), OLD)).toEqual(new Set([200]));
    expect(await statuses(both, during.slice(half), NEW)).toEqual(new Set([200]));
    expect(await statuses(newOnly, after, NEW)).toEqual(new Set([200]));

    for (const events of [before, during, after]) expect(await kept(events)).toBe(events.length);
  });

  it('an event signed by both is taken before, while and after', async () => {
    for (const to of [service, both, newOnly]) {
      const events = await gift();
      for (const event of events) {
        const { payload, signature } = signedByBoth(event);
        expect((await send(to, payload, { 'stripe-signature': signature })).status).toBe(200);
      }
      expect(await kept(events)).toBe(events.length);
    }
  });

  it('what was signed by the old one and comes too late is refused, and comes again signed by the new', async () => {
    const endpoint = { name: 'roll', url: `${newOnly.url}/webhooks/stripe` };
    service.stripe.addEndpoint({ ...endpoint, secret: OLD });
    const events = await gift();
    await service.settled();
    expect(await kept(events)).toBe(0);

    service.stripe.addEndpoint({ ...endpoint, secret: NEW });
    clock.advance(MINUTE);
    await service.stripe.delivery.flush();

    expect(await kept(events)).toBe(events.length);
  });
});
