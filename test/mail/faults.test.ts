import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppContext } from '../../src/context.ts';
import { createMailer } from '../../src/platform/mail/mailer.ts';
import { sendMails } from '../../src/platform/mail/send-mails.ts';
import { DAY, HOUR, MINUTE, plus } from '../../src/platform/time.ts';
import { startMailCatcher } from '../../src/sandbox/mail/start-mail-catcher.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type Service, startService } from '../support/service.ts';
import {
  addressOf,
  KINDS,
  letClaimsRunOut,
  letterKind,
  plan,
  prepareFates,
  send,
  stateOf,
} from './letters.ts';

let service: Service;
let clock: TestClock;
beforeEach(async () => {
  clock = testClock();
  service = await startService({ clock });
  await prepareFates(service);
});
afterEach(() => service.stop());

const caught = () => service.mail.messages();
const messageIds = () => caught().map(({ headers }) => headers.get('message-id'));

describe('what the server refuses', () => {
  it('for now is tried again after 1, 5, 15 and 60 minutes, then each hour, until it is late', async () => {
    const subject = await plan(service, { expiresAt: plus(clock.now(), 3 * HOUR) });
    service.mail.setFault('tempfail');
    const waits = [];

    for (;;) {
      await send(service);
      const { left } = await stateOf(service);
      if (left[0] === undefined) break;
      expect(left[0]).toMatchObject({ claimed: false, unheard: 0, failures: waits.length + 1 });
      waits.push((left[0].due.getTime() - clock.now().getTime()) / MINUTE);
      clock.moveTo(left[0].due);
    }

    expect(waits).toEqual([1, 5, 15, 60, 60, 39]);
    expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'late' }] });
    expect(caught()).toEqual([]);
  });

  it('for now, and then takes, is sent once', async () => {
    const subject = await plan(service);
    service.mail.setFault('tempfail');
    await send(service);
    service.mail.setFault('none');

    await send(service);
    expect(caught()).toEqual([]);
    clock.advance(MINUTE);
    await send(service);

    expect(caught()).toHaveLength(1);
    expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'sent' }] });
  });

  it.each(['permfail', 'refuse-recipient'] as const)('for good (%s) is never tried again', async (fault) => {
    const subject = await plan(service);
    service.mail.setFault(fault);

    await send(service);
    service.mail.setFault('none');
    clock.advance(DAY);
    await send(service);

    expect(caught()).toEqual([]);
    expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'refused' }] });
  });

  it.each(['refuse-sender', 'refuse-relaying'] as const)(
    'because of us (%s) is not held against the address',
    async (fault) => {
      const subject = await plan(service);
      service.mail.setFault(fault);
      await send(service);
      expect(await stateOf(service)).toMatchObject({
        left: [{ subject, claimed: false, unheard: 0 }],
        fates: [],
      });

      service.mail.setFault('none');
      clock.advance(MINUTE);
      await send(service);

      expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'sent' }] });
    },
  );
});

describe('while the server is down', () => {
  it('only a few are tried, the others wait as they are; when it is back all arrive, each once', async () => {
    const subjects = [];
    for (let mail = 0; mail < 50; mail += 1) subjects.push(await plan(service));
    const port = Number(new URL(service.mail.smtpUrl).port);
    await service.mail.stop();

    await send(service);

    const { left, fates } = await stateOf(service);
    expect(fates).toEqual([]);
    expect(left.every(({ claimed, unheard }) => !claimed && unheard === 0)).toBe(true);
    expect(left.filter(({ failures }) => failures > 0).length).toBeLessThanOrEqual(5);
    const back = await startMailCatcher({ clock, smtpPort: port });
    clock.advance(MINUTE);
    await send(service);
    expect(
      back
        .messages()
        .flatMap(({ to }) => to)
        .sort(),
    ).toEqual(subjects.map(addressOf).sort());
    expect(await stateOf(service)).toMatchObject({ left: [], fates: { length: 50 } });
    await back.stop();
  });
});

describe('where the answer is lost', () => {
  it.each(['drop', 'take-and-drop'] as const)(
    'it is sent once more, and then given up (%s)',
    async (fault) => {
      const subject = await plan(service);
      service.mail.setFault(fault);

      await send(service);
      expect(await stateOf(service)).toMatchObject({
        left: [{ claimed: false, unheard: 1, failures: 0 }],
        fates: [],
      });
      await send(service);
      expect((await stateOf(service)).left).toMatchObject([{ unheard: 1 }]);
      clock.advance(MINUTE);
      await send(service);

      expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'unheard' }] });
      clock.advance(DAY);
      service.mail.setFault('none');
      await send(service);
      expect(caught()).toHaveLength(fault === 'drop' ? 0 : 2);
      expect(new Set(messageIds()).size).toBeLessThanOrEqual(1);
    },
  );

  it('and the second time it is heard, it counts as sent, with the same Message-ID', async () => {
    const subject = await plan(service);
    service.mail.setFault('take-and-drop');
    await send(service);
    service.mail.setFault('none');
    clock.advance(MINUTE);

    await send(service);

    expect(caught()).toHaveLength(2);
    expect(new Set(messageIds()).size).toBe(1);
    expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'sent' }] });
  });

  it('because it never comes, too', async () => {
    const subject = await plan(service);
    service.mail.setFault('hang');
    const impatient = impatientContext();

    await sendMails(impatient, KINDS);
    clock.advance(MINUTE);
    await sendMails(impatient, KINDS);

    impatient.mailer?.close();
    expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'unheard' }] });
  });
});

function impatientContext(): AppContext {
  const sender = { name: '', address: 'post@newsroom.example' };
  const patience = { connect: 10_000, mail: 300 };
  return { ...service.context, mailer: createMailer({ smtpUrl: service.mail.smtpUrl, sender, patience }) };
}

describe('where what became of it cannot be recorded', () => {
  it('at first, it is recorded all the same, and nothing is sent twice', async () => {
    const subject = await plan(service);
    const { settle } = letterKind();
    const failing = vi.fn(settle).mockRejectedValueOnce(new Error('not now'));

    await send(service, { letter: letterKind({ settle: failing }) });

    expect(caught()).toHaveLength(1);
    expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'sent' }] });
  });

  it('until the claim has run out, it is sent once more and no oftener, and settled in the end', async () => {
    const subject = await plan(service);
    const failing = letterKind({ settle: () => Promise.reject(new Error('not now')) });

    await send(service, { letter: failing });
    await send(service);
    expect(caught()).toHaveLength(1);
    await letClaimsRunOut(service);
    await send(service, { letter: failing });
    await letClaimsRunOut(service);
    await send(service);

    expect(caught()).toHaveLength(2);
    expect(new Set(messageIds()).size).toBe(1);
    expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'unheard' }] });
  }, 30_000);
});

describe('where it cannot be made', () => {
  it('it waits, and keeps no other waiting', async () => {
    const broken = await plan(service);
    const whole = await plan(service);
    const { compose } = letterKind();

    await send(service, {
      letter: letterKind({
        compose: (context, database, subject) =>
          subject === broken
            ? Promise.reject(new Error(addressOf(broken)))
            : compose(context, database, subject),
      }),
    });

    expect(caught().flatMap(({ to }) => to)).toEqual([addressOf(whole)]);
    expect((await stateOf(service)).left).toMatchObject([
      { subject: broken, claimed: false, failures: 1, unheard: 0 },
    ]);
    expect(service.logs.join()).not.toContain('@mail.example');
  });

  it.each(['reader@mail.example\r\nBcc: other@mail.example', 'one@mail.example, two@mail.example', ''])(
    'because %j is not one plain address, it is refused',
    async (to) => {
      const subject = await plan(service);

      const { compose } = letterKind();
      const injected: typeof compose = async (...given) => {
        const mail = await compose(...given);
        return mail && { ...mail, to };
      };
      await send(service, { letter: letterKind({ compose: injected }) });

      expect(caught()).toEqual([]);
      expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'refused' }] });
    },
  );
});

it('told to stop, it begins no other and gives back what it holds', async () => {
  for (let mail = 0; mail < 40; mail += 1) await plan(service);
  const stopping = new AbortController();
  const { compose } = letterKind();
  const stopsAtFirst: typeof compose = (...given) => {
    stopping.abort();
    return compose(...given);
  };

  await sendMails(service.context, { letter: letterKind({ compose: stopsAtFirst }) }, stopping.signal);

  const { left } = await stateOf(service);
  expect(caught().length).toBeLessThanOrEqual(5);
  expect(left).toHaveLength(40 - caught().length);
  expect(left.every(({ claimed, unheard }) => !claimed && unheard === 0)).toBe(true);
});

it('whatever becomes of it, no address is in the logs, the metrics, the table of mails or the jobs', async () => {
  const subjects = [];
  for (const fault of [
    'none',
    'tempfail',
    'permfail',
    'refuse-recipient',
    'refuse-sender',
    'drop',
  ] as const) {
    subjects.push(await plan(service));
    service.mail.setFault(fault);
    await send(service);
  }

  const { rows } = await service.context.pool.query(`
    select to_jsonb(mails) as row from mails union all select to_jsonb(jobs) from graphile_worker._private_jobs as jobs`);
  const traces = [
    service.logs.join(),
    await service.context.metrics.registry.metrics(),
    JSON.stringify(rows),
  ];
  expect(service.logs.length).toBeGreaterThan(4);
  for (const trace of traces) {
    expect(trace).not.toContain('mail.example');
    expect(trace).not.toContain('reader-');
  }
  expect(subjects).toHaveLength(6);
});
