import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, launchBrowser, type TestBrowser } from './browser.ts';

const BAD = `<title>x</title><h1>Дайте</h1><input id="amount"><script>document.title = 'ran'</script><noscript>plain</noscript>`;
const GOOD = `<!doctype html><html lang="ru"><title>Взнос</title><main><h1>Поддержите</h1>
  <label>Сумма <input></label></main></html>`;

let browser: TestBrowser;
let server: Server;
let site: string;

beforeAll(async () => {
  browser = await launchBrowser();
  server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    if (request.url?.startsWith('/strict'))
      response.setHeader('Content-Security-Policy', "default-src 'none'");
    response.end(request.url?.endsWith('good') ? GOOD : BAD);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  site = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe('axe', () => {
  test.each([
    ['with scripts', '/bad', true],
    ['without scripts', '/bad', false],
    ['under a policy that forbids scripts', '/strict/bad', true],
    ['under such a policy and without scripts', '/strict/bad', false],
  ])('finds what is wrong %s', async (_case, path, javaScriptEnabled) => {
    const page = await browser.newPage({ javaScriptEnabled });
    await page.goto(site + path);

    const found = await axeViolations(page);

    expect(found.map(({ id, impact, targets }) => [id, impact, targets])).toEqual([
      ['html-has-lang', 'serious', ['html']],
      ['label', 'critical', ['#amount']],
    ]);
    await page.close();
  });

  test('finds nothing wrong where nothing is', async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`${site}/strict/good`);

    expect(await axeViolations(page)).toEqual([]);
    await page.close();
  });
});

test('scripts that are turned off stay off, also while axe looks', async () => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(`${site}/bad`);
  expect(await page.locator('noscript').innerText()).toBe('plain');
  await axeViolations(page);
  expect(await page.title()).toBe('x');

  await page.reload();
  expect(await page.title()).toBe('x');
  await page.goto(`${site.replace('127.0.0.1', 'localhost')}/bad`);
  expect(await page.title()).toBe('x');
  await page.close();
});

test('a page has the width and the language that it was asked for, and cookies of its own', async () => {
  const page = await browser.newPage({ width: 320, locale: 'ru-RU' });
  await page.goto(`${site}/good`);

  expect(await page.evaluate('[innerWidth, navigator.language]')).toEqual([320, 'ru-RU']);
  await page.evaluate("document.cookie = 'mine=1'");
  const other = await browser.newPage();
  await other.goto(`${site}/good`);
  expect(await other.evaluate('document.cookie')).toBe('');
});

test('nothing outside this machine is reached', async () => {
  const page = await browser.newPage();

  await expect(page.goto('http://example.org/')).rejects.toThrow('ERR_NAME_NOT_RESOLVED');
});
