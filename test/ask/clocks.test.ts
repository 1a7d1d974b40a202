import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerAsk } from '../../src/ask/answer-ask.ts';
import { readAskCookie, writeAskCookie } from '../../src/ask/cookie.ts';
import { openDeviceToken } from '../../src/ask/device-token.ts';
import { findCause } from '../../src/ask/find-cause.ts';
import { forgetOldClocks } from '../../src/ask/forget-old-clocks.ts';
import { keepDeviceQuiet, keepSubjectQuiet, moveQuiet } from '../../src/ask/keep-quiet.ts';
import { subjectToken } from '../../src/ask/subject-token.ts';
import { keyedHash } from '../../src/platform/keys.ts';
import { DAY, plus } from '../../src/platform/time.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { keyLine, keyringOf } from '../support/keyring.ts';
import { give } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const NOTE = Buffer.from('a note 8');
const START = new Date('2026-11-23T10:00:00Z');
const clock: TestClock = testClock(START.toISOString());

let service: Service;
beforeAll(async () => {
  service = await startService({ clock, settings: { ENCRYPTION_KEYS: keyLine('b', 'a') } });
});
afterAll(() => service.stop());
beforeEach(async () => {
  clock.moveTo(START);
  await service.context.pool.query('truncate ask_clocks');
});

const inDays = (days: number) => plus(clock.now(), days * DAY);
const rows = async () => (await service.context.pool.query('select from ask_clocks')).rowCount;
const newSubject = () => service.context.ids.random();

async function gift(days: number, cookieValue?: string, subject = newSubject()): Promise<string> {
  const cookie = await keepSubjectQuiet(service.context, { subject, until: inDays(days), cookieValue });
  return cookie?.value ?? cookieValue ?? '';
}

async function reminder(days: number, cookieValue?: string): Promise<string> {
  return (await keepDeviceQuiet(service.context, { until: inDays(days), note: NOTE, cookieValue })).value;
}

/** For how many days a browser that keeps what it is told is not asked, looked at once a day. */
async function quietDays(value: string): Promise<number> {
  let held = value;
  for (let day = 0; ; day += 1) {
    const { answer, cookie } = await answerAsk(service.context, held);
    if (answer.ask) return day;
    expect(Number(answer.until) - Number(clock.now())).toBeLessThanOrEqual(31 * DAY);
    held = cookie?.value ?? held;
    clock.advance(DAY);
  }
}

describe('a browser that keeps no cookies', () => {
  it('may ask after its checkout as often as it likes: one row, and the same cookie each time', async () => {
    const { id, cookie } = await give(service, { frequency: 'once' });
    const poll = async () =>
      (await fetch(`${service.url}/v1/checkouts/${id}`, { headers: { cookie } })).headers.getSetCookie();
    const [first, ...others] = await Promise.all(Array.from({ length: 8 }, poll));
    expect(first?.[0]).toMatch(/^gw_ask=1\./);
    for (const other of others) expect(other).toEqual(first);
    expect(await rows()).toBe(1);
    clock.advance((5 * DAY) / 6);
    const [later = ''] = await poll();
    expect(readAskCookie(service.context, /=([^;]*)/.exec(later)?.[1])?.token).toBe(
      readAskCookie(service.context, /=([^;]*)/.exec(first?.[0] ?? '')?.[1])?.token,
    );
    expect(await rows()).toBe(1);
    const { rows: kept } = await service.context.pool.query('select quiet_until from ask_clocks');
    expect(kept).toEqual([{ quiet_until: plus(START, 90 * DAY) }]);
  });
});

describe('the token of a subject', () => {
  it('is another for each subject and under each key, and 128 bits long', () => {
    const subjects = Array.from({ length: 500 }, newSubject);
    const tokens = ['a', 'b'].flatMap((key) =>
      subjects.map((subject) => subjectToken({ keyring: keyringOf(key) }, subject)),
    );
    expect(new Set(tokens).size).toBe(1000);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });

  it('is drawn again where it would open as the word of a device', () => {
    // Found by trying 15 million.
    const subject = '00000000-0000-4000-8000-000000e86abc';
    const keyring = keyringOf('a');
    const first = keyedHash(keyring.current, 'ask-token', `${subject} 0`)
      .subarray(0, 16)
      .toString('base64url');
    expect(openDeviceToken({ keyring }, first)).not.toBeNull();
    const token = subjectToken({ keyring }, subject);
    expect(token).not.toBe(first);
    expect(openDeviceToken({ keyring }, token)).toBeNull();
    expect(subjectToken({ keyring }, subject)).toBe(token);
  });
});

describe('on one device', () => {
  it.each([
    ['a gift, then a reminder for later', async () => reminder(200, await gift(90)), 200],
    ['a gift, then a reminder for sooner', async () => reminder(30, await gift(90)), 90],
    ['a reminder for later, then a gift', async () => gift(90, await reminder(200)), 200],
    ['a reminder for sooner, then a gift', async () => gift(90, await reminder(30)), 90],
    ['a gift, a wish, then another gift', async () => gift(100, await reminder(200, await gift(90))), 200],
    ['two reminders: the latest word', async () => reminder(30, await reminder(200)), 30],
    ['a gift, then a shorter one', async () => gift(40, await gift(90)), 90],
  ])('%s: quiet for %s', async (_what, make, days) => {
    expect(await quietDays(await make())).toBe(days);
  });

  it('a membership that ends early leaves the wish, and one that renews outlasts it', async () => {
    const subject = newSubject();
    const value = await reminder(60, await gift(90, undefined, subject));
    await moveQuiet(service.context.database, [{ subject, quietUntil: inDays(10) }]);
    clock.advance(31 * DAY);
    expect((await answerAsk(service.context, value)).answer.ask).toBe(false);
    clock.advance(29 * DAY);
    expect((await answerAsk(service.context, value)).answer.ask).toBe(true);
    await moveQuiet(service.context.database, [{ subject, quietUntil: inDays(10) }]);
    expect((await answerAsk(service.context, value)).answer.ask).toBe(false);
  });

  it('polled again, a wish that came meanwhile is not lost', async () => {
    const subject = newSubject();
    await reminder(200, await gift(90, undefined, subject));
    expect(await quietDays(await gift(90, undefined, subject))).toBe(200);
  });
});

describe('the word of a device', () => {
  it('is read under every key of the ring, and not once its key is gone', async () => {
    const { context } = service;
    const older = { ...context, keyring: keyringOf('a') };
    const { value } = await keepDeviceQuiet(older, { until: inDays(60), note: NOTE, cookieValue: undefined });
    const token = readAskCookie(context, value)?.token ?? '';
    expect(await findCause(context, token)).toEqual({ kind: 'device', quietUntil: inDays(60), note: NOTE });
    clock.advance(40 * DAY);
    const { answer, cookie } = await answerAsk(context, value);
    expect(answer.ask).toBe(false);
    // Sealed and signed anew, under the current key; the word is what it was.
    const renewed = { ...context, keyring: keyringOf('b') };
    const kept = readAskCookie(renewed, cookie?.value)?.token ?? '';
    expect(kept).not.toBe(token);
    expect(await findCause(renewed, kept)).toEqual({ kind: 'device', quietUntil: inDays(20), note: NOTE });
    expect(await answerAsk({ ...context, keyring: keyringOf('b') }, value)).toMatchObject({
      answer: { ask: true },
    });
    expect(await rows()).toBe(0);
  });
});

describe('a key is taken out', () => {
  const since = (letter: string) => ({ ...service.context, keyring: keyringOf(letter) });

  it.each(['a gift', 'a reminder'])(
    'and who was quiet for %s and came by before is not asked',
    async (cause) => {
      const subject = newSubject();
      const quiet = { until: inDays(80), cookieValue: undefined };
      const given = await (cause === 'a gift'
        ? keepSubjectQuiet(since('a'), { ...quiet, subject })
        : keepDeviceQuiet(since('a'), { ...quiet, note: NOTE }));
      clock.advance(3 * DAY);
      const { cookie } = await answerAsk(service.context, given?.value);

      clock.advance(DAY);
      expect((await answerAsk(since('b'), cookie?.value)).answer.ask).toBe(false);
      clock.advance(40 * DAY);
      expect((await answerAsk(since('b'), cookie?.value)).answer.ask).toBe(false);
      clock.advance(40 * DAY);
      expect((await answerAsk(since('b'), cookie?.value)).answer.ask).toBe(true);
    },
  );

  it('whose cookie is of the current key is not written to anew', async () => {
    const value = await gift(80);

    expect(await answerAsk(service.context, value)).toEqual({ answer: { ask: false, until: inDays(31) } });
  });
});

describe('a version is raised', () => {
  const raised = () => ({
    ...service.context,
    settings: { ...service.context.settings, ASK_COOKIE_VERSION: 2 },
  });

  it('and what a cookie says is not believed, but whom it stands for stays quiet, by a fresh one', async () => {
    const values = [await gift(90), await reminder(90), await gift(20), await reminder(20)];
    const fresh = await Promise.all(values.map((value) => answerAsk(raised(), value)));
    expect(fresh.map(({ answer }) => answer.ask)).toEqual([false, false, false, false]);
    for (const [index, { cookie }] of fresh.entries()) {
      expect(cookie?.value).toMatch(/^2\./);
      expect(cookie?.value.length).toBe(values[index]?.length);
      expect((await answerAsk(raised(), cookie?.value)).cookie).toBeUndefined();
    }
  });

  it('and who was promised something that nobody knows of is asked', async () => {
    const { value } = writeAskCookie(service.context, { until: inDays(20), token: 'A'.repeat(22) });
    expect((await answerAsk(service.context, value)).answer.ask).toBe(false);
    expect(await answerAsk(raised(), value)).toMatchObject({
      answer: { ask: true },
      cookie: { value: '', lasts: 0 },
    });
  });

  it('and a gift or a reminder finds the present clock by it', async () => {
    const given = await gift(90);
    const { value } = await keepDeviceQuiet(raised(), { until: inDays(200), note: NOTE, cookieValue: given });
    expect(value.split('.')[2]).toBe(given.split('.')[2]);
    expect(value).toMatch(/^2\./);
  });
});

describe('our clock is moved back', () => {
  it('and a cookie from then is believed no further than any is written now', async () => {
    clock.advance(200 * DAY);
    const { value } = writeAskCookie(service.context, { until: inDays(20), token: 'A'.repeat(22) });
    const ofGift = await gift(90);
    clock.advance(-200 * DAY);
    expect((await answerAsk(service.context, value)).answer.ask).toBe(true);
    const { answer, cookie } = await answerAsk(service.context, ofGift);
    expect(answer).toEqual({ ask: false, until: inDays(31) });
    expect(readAskCookie(service.context, cookie?.value)?.until).toEqual(inDays(31));
  });
});

describe('clocks that nobody can ask for any more', () => {
  it('are forgotten 400 days after what they promised, and all others stay', async () => {
    await gift(90);
    await reminder(300, await gift(90));
    const subject = newSubject();
    await gift(60, undefined, subject);
    await moveQuiet(service.context.database, [{ subject, quietUntil: inDays(500) }]);
    expect(await rows()).toBe(3);
    const forgottenAfter = async (days: number) => {
      clock.moveTo(plus(START, days * DAY));
      return forgetOldClocks(service.context);
    };
    expect(await forgottenAfter(490)).toBe(0);
    expect(await forgottenAfter(491)).toBe(1);
    expect(await forgottenAfter(700)).toBe(0);
    expect(await forgottenAfter(701)).toBe(1);
    expect(await forgottenAfter(901)).toBe(1);
    expect(await rows()).toBe(0);
  });

  it('are forgotten in batches, however many', async () => {
    await service.context.pool.query(
      `insert into ask_clocks select sha256(n::text::bytea), gen_random_uuid(), $1::timestamptz from generate_series(1, 2500) n`,
      [inDays(-401)],
    );
    await gift(1);
    expect(await forgetOldClocks(service.context)).toBe(2500);
    expect(await rows()).toBe(1);
  });
});
