import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testClock } from '../support/clock.ts';
import { environmentOf, type Finished, startProgram } from '../support/process.ts';
import { type Service, startService } from '../support/service.ts';
import { becomeKnown, type Known, memberOf } from './person.ts';

const ADDRESS = 'Canary.Quetzal@plumage.example';

describe('erase --email-stdin', () => {
  let service: Service;
  let known: Known;
  beforeAll(async () => {
    const clock = testClock(new Date(Date.now()).toISOString());
    service = await startService({ clock });
    known = await becomeKnown(service, clock, ADDRESS);
  });
  afterAll(() => service.stop());

  const erase = (input: string, ...more: string[]): Promise<Finished> => {
    const { SMTP_URL = '' } = service.context.settings;
    const keys = `test:${Buffer.alloc(32, 7).toString('base64')}`;
    const environment = {
      ...environmentOf(service, 0),
      ENCRYPTION_KEYS: keys,
      SMTP_URL,
      MAIL_FROM: 'x@y.example',
    };
    return startProgram('cli', ['erase', '--email-stdin', '--json', ...more], environment, input).finished;
  };
  const counted = { members: 1, addresses: 3, customers: 2, reminders: 1, newsletters: 1 };

  it('says first how much of what would go, and names nobody; then erases it, at Stripe as well', async () => {
    const tried = await erase(`${ADDRESS}\n`, '--dry-run');
    expect(tried).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(tried.stdout)).toEqual({ dryRun: true, erased: counted });
    expect(await memberOf(service, ADDRESS)).toBe(known.memberId);

    const erased = await erase(ADDRESS.toLowerCase());
    expect(erased).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(erased.stdout)).toEqual({ dryRun: false, erased: counted });
    expect(await memberOf(service, ADDRESS)).toBe('');
    expect([...service.stripe.list('customer')]).toEqual([]);
    expect(service.mail.messages().at(-1)?.subject).toBe('It is done');

    const again = await erase(ADDRESS);
    expect(JSON.parse(again.stdout).erased).toMatchObject({ members: 0, addresses: 0 });
  });

  it('takes one plain address from there and from nowhere else, and repeats nothing of it', async () => {
    const wrong = await erase(`${ADDRESS}, other@plumage.example`);
    expect(wrong.status).toBe(2);
    expect(wrong.stderr + wrong.stdout).not.toMatch(/plumage/i);
    const args = ['erase', '--email-stdin', '--email', ADDRESS];
    expect((await startProgram('cli', args, environmentOf(service, 0)).finished).status).toBe(2);
    const none = await startProgram('cli', ['erase'], environmentOf(service, 0)).finished;
    expect(none.status).toBe(2);
  });
});
