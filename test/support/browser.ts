import axe from 'axe-core';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { findChromium } from './chromium.ts';

export type PageOptions = {
  /** In CSS pixels; 1280 where absent. */
  readonly width?: number;
  /** Holds for this page through all its navigations, not for windows that it opens. */
  readonly javaScriptEnabled?: boolean;
  readonly locale?: string;
};

export type TestBrowser = {
  /** A page with cookies of its own. Closing it forgets them. */
  newPage(options?: PageOptions): Promise<Page>;
  close(): Promise<void>;
};

/** A finding of axe that keeps somebody out. */
export type Violation = {
  readonly id: string;
  readonly impact: 'serious' | 'critical';
  readonly help: string;
  /** CSS selectors. */
  readonly targets: string[];
};

const QUIET = [
  // Nothing but this machine has an address; names under localhost are this machine (RFC 6761, 6.3).
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-pings',
  '--no-first-run',
  // Containers have little of it.
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--font-render-hinting=none',
];

/** Of pages without scripts: the debugger's line by which they were turned off, and alone can be turned on again. */
const switches = new WeakMap<Page, CDPSession>();

/** One for all test files of a worker, which share their modules; it ends when the worker does. */
let running: Promise<Browser> | undefined;

async function theBrowser(): Promise<Browser> {
  const known = await running?.catch(() => undefined);
  if (known?.isConnected()) return known;
  running = launch();
  return running;
}

async function launch(): Promise<Browser> {
  const found = await findChromium();
  return chromium.launch({
    ...(found ?? { channel: 'chrome' }),
    args: QUIET,
    // Chromium does not sandbox as root, nor in most containers; it is shown our own pages only.
    chromiumSandbox: false,
  });
}

/** One per test file: launch in `beforeAll`, close in `afterAll`, which closes all pages that were opened by it. */
export async function launchBrowser(): Promise<TestBrowser> {
  const browser = await theBrowser();
  const contexts = new Set<BrowserContext>();
  return {
    async newPage({ width = 1280, javaScriptEnabled = true, locale = 'en-US' } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        locale,
        timezoneId: 'UTC',
        reducedMotion: 'reduce',
      });
      contexts.add(context);
      const page = await context.newPage();
      if (!javaScriptEnabled) {
        const line = await context.newCDPSession(page);
        await line.send('Emulation.setScriptExecutionDisabled', { value: true });
        switches.set(page, line);
      }
      page.once('close', () => {
        contexts.delete(context);
        // It may be closing already, with all others.
        void context.close().catch(() => {});
      });
      return page;
    },
    async close() {
      await Promise.all([...contexts].map((context) => context.close()));
    },
  };
}

const Findings = z.array(
  z.object({
    id: z.string(),
    impact: z.string().nullable(),
    help: z.string(),
    nodes: z.array(z.object({ target: z.array(z.unknown()) })),
  }),
);

/**
 * What axe finds serious or critical on the page as it stands. A policy against scripts does not hinder it: the
 * debugger puts it in. Where the page has scripts turned off they are turned on meanwhile, since axe needs timers;
 * the page's own, which were passed over when it was read, do not run any more.
 */
export async function axeViolations(page: Page): Promise<Violation[]> {
  const line = switches.get(page);
  await line?.send('Emulation.setScriptExecutionDisabled', { value: false });
  try {
    // Once for each document: it is half a megabyte.
    if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe.source);
    const found: unknown = await page.evaluate(
      "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)",
    );
    return Findings.parse(found).flatMap(({ id, impact, help, nodes }) =>
      impact === 'serious' || impact === 'critical'
        ? [{ id, impact, help, targets: nodes.map(({ target }) => target.join(' ')) }]
        : [],
    );
  } finally {
    await line?.send('Emulation.setScriptExecutionDisabled', { value: true });
  }
}
