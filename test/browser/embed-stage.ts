import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { launchBrowser, type PageOptions, type TestBrowser } from '../support/browser.ts';
import { type Service, startService } from '../support/service.ts';
import { type Article, type Site, startSite } from './site.ts';

export type EmbedStage = {
  readonly service: Service;
  readonly stripeUrl: string;
  readonly site: Site;
  /** where readers reach the service: a subdomain of the site's */
  readonly support: string;
  /** A reader's window; what the pages complain of fails the test at its end. */
  open(options?: PageOptions): Promise<Page>;
  /** A reader comes to an article, and scrolls to what stands beneath it. */
  read(page: Page, article?: Article): Promise<void>;
};

/** The site and the service on two origins of one domain, as a newsroom has them, and a real browser. */
export function useEmbedStage(): EmbedStage {
  let parts: { site: Site; service: Service; browser: TestBrowser } | undefined;
  let pages: Page[] = [];
  let complaints: string[] = [];

  const present = () => {
    if (parts === undefined) throw new Error('the stage is set up before the tests run');
    return parts;
  };
  const support = () => present().service.context.publicUrl;

  beforeAll(async () => {
    const site = await startSite(support);
    const [service, browser] = await Promise.all([
      startService({
        host: 'support.site.localhost',
        settings: { SITE_ORIGINS: site.origin, COOKIE_DOMAIN: 'site.localhost' },
      }),
      launchBrowser(),
    ]);
    parts = { site, service, browser };
  });
  afterEach(async () => {
    const found = complaints;
    for (const page of pages) await page.close();
    [pages, complaints] = [[], []];
    expect(found).toEqual([]);
  });
  afterAll(async () => {
    await parts?.browser.close();
    await parts?.service.stop();
    await parts?.site.stop();
  });

  return {
    get service() {
      return present().service;
    },
    get stripeUrl() {
      return present().service.context.settings.STRIPE_API_URL;
    },
    get site() {
      return present().site;
    },
    get support() {
      return support();
    },
    async open(options = {}) {
      const page = await present().browser.newPage(options);
      page.setDefaultTimeout(PATIENCE);
      await page.addInitScript(WATCH_SHIFTS);
      page.on('console', (message) => {
        // The browser's own words about what it could not fetch; no script can keep it from saying so.
        if (/^Failed to load resource|blocked by CORS policy/.test(message.text())) return;
        complaints.push(`console: ${message.text()}`);
      });
      page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
      pages.push(page);
      return page;
    },
    async read(page, article = {}) {
      await page.goto(present().site.publish(article));
      await page.locator('groundswell-appeal').scrollIntoViewIfNeeded();
    },
  };
}

/** Milliseconds; less than a test's, so that what was waited for is named. */
const PATIENCE = 15_000;

const WATCH_SHIFTS = `globalThis.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries())
    if (!hadRecentInput) shifts.push({ value, moved: sources.map(({ node }) => String(node?.nodeName)) });
}).observe({ type: 'layout-shift', buffered: true });`;

/** What moved on the page without the reader's doing, as Chromium counts it (https://web.dev/articles/cls). */
export async function shifts(page: Page): Promise<unknown> {
  // Shifts are reported with the frame after them.
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))',
  );
  return page.evaluate('shifts');
}

export const appeal = (page: Page): Locator => page.locator('groundswell-appeal');
export const box = (page: Page): Locator => page.locator('groundswell-appeal h2');
/** Once it is shown: while its room is only kept, it has no text that anybody could read. */
export async function headline(page: Page): Promise<string> {
  await box(page).waitFor();
  return box(page).innerText();
}
/** What the site wrote between the element's tags. */
export const plainLink = (page: Page): Locator => page.locator('groundswell-appeal > a');
export const continueLink = (page: Page): Locator => page.locator('groundswell-appeal a.main');

/** Where "Continue" leads: the appeal's address without its origin, as a record. */
export async function destination(page: Page): Promise<Record<string, string>> {
  const href = z.url().parse(await continueLink(page).getAttribute('href'));
  return Object.fromEntries(new URL(href).searchParams);
}
