import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomToken } from '../../src/platform/tokens.ts';
import { run } from '../support/cluster.ts';
import { type Service, startService } from '../support/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const FORGED = [
  '',
  'short',
  `${randomToken()}x`,
  "' or 1=1 --",
  '../../etc/passwd',
  '%00',
  randomToken().toUpperCase(),
  'я'.repeat(22),
];

async function answerTo(method: string, path: string, token: string | undefined, lang = 'en') {
  const query = token === undefined ? '' : `token=${encodeURIComponent(token)}&`;
  const response = await fetch(`${service.url}/${path}?${query}lang=${lang}`, {
    method,
    redirect: 'manual',
    headers: { 'accept-language': lang },
  });
  return { status: response.status, cookies: response.headers.getSetCookie(), body: await response.text() };
}

describe.each(['confirm', 'unsubscribe', 'erase'])('/%s with a link that is not ours', (path) => {
  it.each(['GET', 'POST'])('%s: a hundred of them get the same bytes, and change nothing', async (method) => {
    const tokens = [undefined, ...FORGED, ...Array.from({ length: 92 }, () => randomToken())];
    const answers = new Set<string>();
    for (const token of tokens) answers.add(JSON.stringify(await answerTo(method, path, token)));

    expect(answers.size).toBe(1);
    expect(JSON.parse([...answers][0] ?? '')).toMatchObject({ status: 410, cookies: [] });
    const rows = await run(service.databaseUrl, 'select count(*) from mails');
    expect(Number(rows[0]?.[0])).toBe(0);
  });

  it('says so in Russian, too', async () => {
    const { status, body } = await answerTo('GET', path, randomToken(), 'ru');
    expect(status).toBe(410);
    expect(body).toContain('Эта ссылка больше не работает');
  });
});

it('a page of another site cannot press the button', async () => {
  const response = await fetch(`${service.url}/unsubscribe?token=${randomToken()}`, {
    method: 'POST',
    headers: { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
  });
  expect(response.status).toBe(403);
});
