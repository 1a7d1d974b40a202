import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerAsk, answerAskAtOnce } from '../../src/ask/answer-ask.ts';
import { findCarried } from '../../src/ask/carry.ts';
import { writeAskCookie } from '../../src/ask/cookie.ts';
import { keepSubjectQuiet } from '../../src/ask/keep-quiet.ts';
import { DAY, plus } from '../../src/platform/time.ts';
import { randomToken } from '../../src/platform/tokens.ts';
import { testClock } from '../support/clock.ts';
import { keyringOf } from '../support/keyring.ts';
import { howMany, testSeed } from '../support/length.ts';
import { rawRequest } from '../support/raw-http.ts';
import { type Service, startService } from '../support/service.ts';

const SEED = testSeed();
const DIRECT = howMany({ short: 10_000, verify: 50_000, long: 1_000_000 });
const OVER_HTTP = howMany({ short: 300, verify: 1_000, long: 20_000 });
/** Those that are ours and ran out cost a look-up each. */
const LOOKED_UP = howMany({ short: 1_000, verify: 2_000, long: 50_000 });

const TIMEOUT = howMany({ short: 60_000, verify: 120_000, long: 3_600_000 });

const clock = testClock();
const ALPHABET = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];

let service: Service;
let genuine: string[];

beforeAll(async () => {
  service = await startService({ clock, settings: { LOG_LEVEL: 'error' } });
  const { context } = service;
  const gifts = [10, 40, 90].map((days) =>
    keepSubjectQuiet(context, {
      subject: context.ids.random(),
      until: plus(clock.now(), days * DAY),
      cookieValue: undefined,
    }),
  );
  genuine = (await Promise.all(gifts)).map((cookie) => cookie?.value ?? '');
});
afterAll(() => service.stop());

const base64url = (length: number) =>
  fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: length, maxLength: length });
const seconds = fc.integer({ min: 1_000_000_000, max: 99_999_999_999 });

/** Of the right form, of nearly the right form, and a genuine one with something changed. */
function forgeries() {
  const ofForm = fc
    .tuple(fc.integer({ min: 0, max: 1_200 }), seconds, base64url(22), base64url(43))
    .map((parts) => parts.join('.'));
  const ofAnotherKey = fc
    .tuple(seconds, base64url(22))
    .map(
      ([until, token]) =>
        writeAskCookie(
          { ...service.context, keyring: keyringOf('z') },
          { until: new Date(until * 1000), token },
        ).value,
    );
  const changed = fc
    .tuple(fc.constantFrom(...genuine), fc.nat(200), fc.constantFrom(...ALPHABET, '.', ' ', 'é'))
    .map(
      ([value, at, other]) =>
        value.slice(0, at % value.length) + other + value.slice((at % value.length) + 1),
    );
  const cut = fc.tuple(fc.constantFrom(...genuine), fc.nat(84)).map(([value, at]) => value.slice(0, at));
  return fc
    .oneof(ofForm, ofAnotherKey, changed, cut, fc.string(), base64url(22))
    .filter((value) => !genuine.includes(value));
}

/** What is answered where a cookie leads nowhere, whatever the reason. */
const NOWHERE = {
  answer: { ask: true, until: null },
  cookie: { name: 'gw_ask', shared: true, value: '', lasts: 0 },
};

async function state(): Promise<string> {
  const { rows } = await service.context.pool.query('select * from ask_clocks order by token_hash');
  return JSON.stringify(rows);
}

describe(`random and forged cookies (seed ${SEED})`, () => {
  it(
    `${DIRECT} of them: one answer, at once, without the database`,
    async () => {
      const before = await state();
      const { pool } = service.context;
      const query = pool.query;
      pool.query = () => {
        throw new Error('the database was asked');
      };
      try {
        fc.assert(
          fc.property(forgeries(), (value) => {
            expect(answerAskAtOnce(service.context, value)).toEqual(NOWHERE);
          }),
          { numRuns: DIRECT, seed: SEED },
        );
      } finally {
        pool.query = query;
      }
      expect(await state()).toBe(before);
    },
    TIMEOUT,
  );

  it(
    `${LOOKED_UP} that are ours, ran out and lead nowhere: the same, and no row`,
    async () => {
      const before = await state();
      const versions = [1, 2, 999].map((ASK_COOKIE_VERSION) => ({
        ...service.context,
        settings: { ...service.context.settings, ASK_COOKIE_VERSION },
      }));
      for (let index = 0; index < LOOKED_UP; index += 1) {
        const isRetired = index % 3 !== 0;
        const writer = versions[index % 3] ?? service.context;
        const until = plus(clock.now(), isRetired ? 20 * DAY : -index * 1000);
        const { value } = writeAskCookie(writer, { until, token: randomToken() });
        expect(await answerAsk(service.context, value)).toEqual(NOWHERE);
        expect(isRetired || (await findCarried(service.context, value)) === null).toBe(true);
      }
      expect(await state()).toBe(before);
    },
    TIMEOUT,
  );

  it(
    `${OVER_HTTP} of them and of those that ran out, over HTTP: the same bytes`,
    async () => {
      const before = await state();
      const ask = (value: string) =>
        rawRequest(`${service.url}/v1/ask`, { headers: { Cookie: `gw_ask=${value}` } });
      const like = await ask('forged');
      expect(like).toMatchObject({ status: 200, body: '{"ask":true,"until":null}' });
      const ranOut = fc.nat(1000).map((days) => {
        const until = plus(clock.now(), -days * DAY);
        return writeAskCookie(service.context, { until, token: randomToken() }).value;
      });
      const sendable = fc
        .oneof(forgeries(), ranOut)
        .filter((value) => /^[\x21-\x7e]*$/.test(value) && !/[;,"\\]/.test(value));
      await fc.assert(
        fc.asyncProperty(sendable, async (value) => {
          expect(await ask(value)).toEqual(like);
        }),
        { numRuns: OVER_HTTP, seed: SEED },
      );
      expect(await state()).toBe(before);
    },
    TIMEOUT,
  );
});

it('the genuine ones among them are believed', () => {
  for (const value of genuine)
    expect(answerAskAtOnce(service.context, value)).toMatchObject({ answer: { ask: false } });
});
