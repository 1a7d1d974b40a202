import axe from 'axe-core';
import { type CDPSession, chromium, type Page } from 'playwright-core';
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

/** One per test file: launch in `beforeAll`, close in `afterAll`. */
export async function launchBrowser(): Promise<TestBrowser> {
  const found = await findChromium();
  const browser = await chromium.launch({
    ...(found ?? { channel: 'chrome' }),
    args: QUIET,
    // Chromium does not sandbox as root, nor in most containers; it is shown our own pages only.
    chromiumSandbox: false,
  });
  return {
    async newPage({ width = 1280, javaScriptEnabled = true, locale = 'en-US' } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        locale,
        timezoneId: 'UTC',
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      if (!javaScriptEnabled) {
        const line = await context.newCDPSession(page);
        await line.send('Emulation.setScriptExecutionDisabled', { value: true });
        switches.set(page, line);
      }
      // It may be closing already, with the browser.
      page.once('close', () => void context.close().catch(() => {}));
      return page;
    },
    close: () => browser.close(),
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
    await page.evaluate(axe.source);
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
