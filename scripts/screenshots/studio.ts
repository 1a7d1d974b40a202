import type { Page } from 'playwright-core';
import { type Site, startSite } from '../../test/browser/site.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { startOwnPostgres } from '../../test/support/own-postgres.ts';
import { type Service, startService } from '../../test/support/service.ts';

export type Look = { width: number; height: number; dark: boolean; lang: string };

export type Studio = {
  service: Service;
  site: Site;
  /** where readers reach the service */
  support: string;
  /** a browser of its own for each picture, without any cookie */
  open(look: Look): Promise<Page>;
  tearDown(): Promise<void>;
};

export async function setUpStudio(): Promise<Studio> {
  const postgres = await startOwnPostgres('none');
  let support = '';
  const [site, browser] = await Promise.all([startSite(() => support), launchBrowser()]);
  const service = await startService({
    host: 'support.site.localhost',
    settings: { SITE_ORIGINS: site.origin, COOKIE_DOMAIN: 'site.localhost' },
    database: { url: postgres.url, drop: () => postgres.remove() },
  });
  support = service.context.publicUrl;
  return {
    service,
    site,
    support,
    async open({ width, height, dark, lang }) {
      const page = await browser.newPage({ width, locale: lang });
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      return page;
    },
    async tearDown() {
      await browser.close();
      await site.stop();
      await service.stop();
    },
  };
}
