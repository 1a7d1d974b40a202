import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { programFile } from '../support/programs.ts';
import { type Service, startService } from '../support/service.ts';
import { letClaimsRunOut, plan, prepareFates, send, stateOf } from './letters.ts';

let service: Service;
beforeEach(async () => {
  service = await startService();
  await prepareFates(service);
});
afterEach(() => service.stop());

/** Starts a worker that stands still at a step, and kills it there. */
async function killWorkerAt(step: 'compose' | 'hand over' | 'settle'): Promise<void> {
  const { settings } = service.context;
  if (step === 'hand over') service.mail.setFault('hang');
  const handedOver = service.mail.nextMail();
  const child = spawn(process.execPath, [programFile('mail-worker')], {
    env: {
      NODE_ENV: 'test',
      PUBLIC_URL: service.url,
      DATABASE_URL: service.databaseUrl,
      STRIPE_SECRET_KEY: settings.STRIPE_SECRET_KEY,
      STRIPE_WEBHOOK_SECRETS: settings.STRIPE_WEBHOOK_SECRETS?.join(),
      ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
      SMTP_URL: service.mail.smtpUrl,
      MAIL_FROM: 'Newsroom <post@newsroom.example>',
      LOG_LEVEL: 'silent',
      KILL_AT: step,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  await (step === 'hand over' ? handedOver : once(child.stdout, 'data'));
  child.kill('SIGKILL');
  await gone;
  service.mail.setFault('none');
}

it.each([
  ['while it makes the mail', 'compose', 0, 1],
  ['while it waits for the answer', 'hand over', 1, 1],
  ['after the server has taken it', 'settle', 1, 2],
] as const)(
  'killed %s: the next sends it, with the same Message-ID',
  async (_when, step, unheard, arrived) => {
    const subject = await plan(service);

    await killWorkerAt(step);
    await send(service);
    expect(await stateOf(service)).toMatchObject({ left: [{ subject, claimed: true, unheard }], fates: [] });
    await letClaimsRunOut(service);
    await send(service);

    expect(service.mail.messages()).toHaveLength(arrived);
    expect(new Set(service.mail.messages().map(({ headers }) => headers.get('message-id'))).size).toBe(1);
    expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'sent' }] });
  },
  60_000,
);

it('killed each time after the server has taken it: two mails, no more, and it is settled', async () => {
  const subject = await plan(service);

  await killWorkerAt('settle');
  await letClaimsRunOut(service);
  await killWorkerAt('settle');
  await letClaimsRunOut(service);
  await send(service);
  await send(service);

  expect(service.mail.messages()).toHaveLength(2);
  expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'unheard' }] });
}, 60_000);
