import type { Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser, type PageOptions, type TestBrowser } from '../support/browser.ts';
import { run } from '../support/cluster.ts';
import { type Service, type ServiceOptions, startService } from '../support/service.ts';

export type Stage = {
  readonly service: Service;
  /** Of the sandbox, whose pay page stands in for Stripe's. */
  readonly stripeUrl: string;
  /** A reader's browser window with cookies of its own; closed when the test ends. Without JavaScript unless asked for. */
  open(options?: PageOptions): Promise<Page>;
  /** One row for each, in the order of the columns. */
  rows(sql: string, values?: unknown[]): Promise<unknown[][]>;
};

/**
 * The real service, a real browser, the real pay page of the sandbox. After each test, whatever the pages complained
 * of or fetched beside themselves and their style sheet fails it.
 */
export function useStage(options: ServiceOptions = {}): Stage {
  let service: Service | undefined;
  let browser: TestBrowser | undefined;
  let pages: Page[] = [];
  let complaints: string[] = [];

  beforeAll(async () => {
    [service, browser] = await Promise.all([startService(options), launchBrowser()]);
  });
  afterEach(async () => {
    const found = complaints;
    for (const page of pages) await page.close();
    [pages, complaints] = [[], []];
    expect(found).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  const present = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('the stage is set up before the tests run');
    return thing;
  };
  return {
    get service() {
      return present(service);
    },
    get stripeUrl() {
      return present(service).context.settings.STRIPE_API_URL;
    },
    async open(pageOptions = {}) {
      const page = await present(browser).newPage({ javaScriptEnabled: false, ...pageOptions });
      watch(page, [present(service).url, this.stripeUrl], (complaint) => complaints.push(complaint));
      pages.push(page);
      return page;
    },
    rows: (sql, values) => run(present(service).databaseUrl, sql, values),
  };
}

/** A page is its document and its style sheet; all else is one thing too many. */
const FETCHED = new Set(['document', 'stylesheet']);

function watch(page: Page, ours: string[], complain: (text: string) => void): void {
  const isPart = (request: Request) =>
    ours.includes(new URL(request.url()).origin) && FETCHED.has(request.resourceType());
  page.on('request', (request) => {
    if (!isPart(request)) complain(`fetched a ${request.resourceType()}: ${request.url()}`);
  });
  page.on('response', (response) => {
    const request = response.request();
    if (request.resourceType() !== 'document' && !response.ok())
      complain(`${response.status()} for ${request.url()}`);
  });
  page.on('console', (message) => {
    // Chromium says so of pages, too, that are answered 402 or 422; of all else the answers are watched above.
    if (message.text().startsWith('Failed to load resource')) return;
    complain(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complain(`error: ${error.message}`));
}
