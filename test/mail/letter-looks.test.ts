import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { letterHtml } from '../../src/platform/mail/letter-html.ts';
import { axeViolations, launchBrowser, type TestBrowser } from '../support/browser.ts';
import { LETTER } from './letters.ts';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const LONG = `https://support.example/?later=${'a'.repeat(120)}`;
const HTML = letterHtml(
  { ...LETTER, blocks: [...LETTER.blocks, { kind: 'footer', lines: [{ text: 'Or here:', href: LONG }] }] },
  'The Newsroom',
);

it.each([
  [320, 'light'],
  [320, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
] as const)('at %i px, %s: nothing sticks out, and everybody can read it', async (width, colorScheme) => {
  const page = await browser.newPage({ width });
  await page.emulateMedia({ colorScheme });
  await page.setContent(HTML);

  expect(await sticksOut(page)).toBeLessThanOrEqual(0);
  expect(await axeViolations(page)).toEqual([]);
  await page.close();
});

function sticksOut(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - window.innerWidth').then(Number);
}
