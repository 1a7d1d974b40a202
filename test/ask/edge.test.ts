import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeAskCookie } from '../../src/ask/cookie.ts';
import { edgeKeys } from '../../src/ask/edge-keys.ts';
import { keepSubjectQuiet } from '../../src/ask/keep-quiet.ts';
import { derive } from '../../src/platform/keys.ts';
import { DAY, plus, systemClock } from '../../src/platform/time.ts';
import { randomToken } from '../../src/platform/tokens.ts';
import { keyLine, keyringOf } from '../support/keyring.ts';
import { startProgram } from '../support/process.ts';
import { type Service, startService } from '../support/service.ts';

const GUIDE = readFileSync(join(import.meta.dirname, '../../docs/embedding.md'), 'utf8');

type Edge = { keys: string; version: number; service: string };
type ShallWeAsk = (
  cookies: string | null,
  edge: Edge,
) => Promise<{ ask: boolean; setCookie?: string | null }>;
const Example = z.object({ shallWeAsk: z.custom<ShallWeAsk>((value) => typeof value === 'function') });

/** The code in the guide, as a site would copy it. */
async function loadExample(): Promise<ShallWeAsk> {
  const [, code] = /## Deciding at the edge[\s\S]*?```js\n([\s\S]*?)```/.exec(GUIDE) ?? [];
  if (code === undefined) throw new Error('the guide has no example');
  return Example.parse(await import(`data:text/javascript,${encodeURIComponent(code)}`)).shallWeAsk;
}

let service: Service;
let shallWeAsk: ShallWeAsk;
let edge: Edge;

beforeAll(async () => {
  service = await startService({
    settings: { ENCRYPTION_KEYS: keyLine('b', 'a'), ASK_COOKIE_VERSION: '12' },
  });
  shallWeAsk = await loadExample();
  const keys = edgeKeys(service.context.keyring).map(({ key }) => key);
  edge = { keys: keys.join(','), version: 12, service: service.url };
});
afterAll(() => service.stop());

const written = (days: number, context: Parameters<typeof writeAskCookie>[0] = service.context) =>
  writeAskCookie(context, { until: plus(systemClock.now(), days * DAY), token: randomToken() }).value;

/** What the edge decides, and whether it had to ask the service. */
async function decide(value: string | undefined, change: Partial<Edge> = {}) {
  const asked = () => service.logs.filter((line) => line.includes('"route":"/v1/ask"')).length;
  const before = asked();
  const cookies = value === undefined ? null : `theme=dark; gw_ask=${value}; other=1`;
  const { ask, setCookie } = await shallWeAsk(cookies, { ...edge, ...change });
  return { ask, requests: asked() - before, setCookie: setCookie ?? null };
}

const DROPPED = { ask: true, requests: 1, setCookie: expect.stringContaining('gw_ask=; Max-Age=0') };

describe('the example in the guide', () => {
  it('does not ask while a cookie of ours is valid, and asks where there is none, by itself', async () => {
    expect(await decide(written(20))).toEqual({ ask: false, requests: 0, setCookie: null });
    expect(await decide(written(31))).toEqual({ ask: false, requests: 0, setCookie: null });
    expect(await decide(undefined)).toEqual({ ask: true, requests: 0, setCookie: null });
    expect(await shallWeAsk('not_gw_ask=1; gw_asked=2', edge)).toEqual({ ask: true });
  });

  it('knows every key of the ring', async () => {
    const older = { ...service.context, keyring: keyringOf('a') };
    expect(await decide(written(20, older))).toEqual({ ask: false, requests: 0, setCookie: null });
  });

  it('leaves to the service what it cannot judge, and hands on its cookie', async () => {
    const good = written(20);
    const changed = (at: number) => good.slice(0, at) + (good[at] === 'A' ? 'B' : 'A') + good.slice(at + 1);
    const others = {
      expired: written(-1),
      'forged, its token': changed(20),
      'forged, its signature': changed(good.length - 20),
      'a later date': good.replace(/\.(\d+)\./, (_, until) => `.${Number(until) + 1}.`),
      truncated: good.slice(0, -1),
      'cut to half': good.slice(0, 30),
      empty: '',
      'of another key': written(20, { ...service.context, keyring: keyringOf('z') }),
      'with a tail': `${good}.x`,
    };
    for (const [what, value] of Object.entries(others))
      expect({ what, ...(await decide(value)) }).toEqual({ what, ...DROPPED });
  });

  it('lets the service judge a cookie of another version, which is written anew', async () => {
    const { context } = service;
    const older = { ...context, settings: { ...context.settings, ASK_COOKIE_VERSION: 11 } };
    const until = plus(context.clock.now(), 90 * DAY);
    const gift = await keepSubjectQuiet(older, {
      subject: context.ids.random(),
      until,
      cookieValue: undefined,
    });
    const decided = await decide(gift?.value);
    expect(decided).toMatchObject({ ask: false, requests: 1 });
    const [, fresh] = /gw_ask=(12\.[^;]+)/.exec(decided.setCookie ?? '') ?? [];
    expect(await decide(fresh)).toEqual({ ask: false, requests: 0, setCookie: null });
  });

  it('does not believe a date that lies too far ahead', async () => {
    expect(await decide(written(32))).toMatchObject({ requests: 1 });
  });

  it('with another’s keys believes nothing by itself', async () => {
    const keys = edgeKeys(keyringOf('z'))[0]?.key ?? '';
    expect(await decide(written(20), { keys })).toMatchObject({ ask: false, requests: 1 });
  });
});

describe('keys ask', () => {
  const environment = {
    NODE_ENV: 'production',
    ENCRYPTION_KEYS: keyLine('b', 'a'),
    ASK_COOKIE_VERSION: '12',
  };

  it('prints the keys that the example takes, alone on the last line, and needs nothing but the ring', async () => {
    const { status, stdout, stderr } = await startProgram('cli', ['keys', 'ask'], environment).finished;
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(edge.keys);
    const answer = await startProgram('cli', ['keys', 'ask', '--json'], environment).finished;
    expect(JSON.parse(answer.stdout)).toEqual({ version: 12, keys: edgeKeys(service.context.keyring) });
  });

  it('they are the key of no other purpose', () => {
    const { current } = service.context.keyring;
    const [first] = edgeKeys(service.context.keyring);
    for (const purpose of [
      'sign-cookie',
      'ask-token',
      'seal-device',
      'wrap-contact',
      'index-address',
    ] as const)
      expect(first?.key).not.toBe(derive(current, purpose).toString('base64url'));
  });

  it('without a ring says what is missing', async () => {
    const { status, stderr } = await startProgram('cli', ['keys', 'ask'], { NODE_ENV: 'production' })
      .finished;
    expect(status).toBe(1);
    expect(stderr).toContain('ENCRYPTION_KEYS: missing');
  });
});
