import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { revenue } from '../support/reader.ts';
import {
  appeal,
  box,
  continueLink,
  destination,
  headline,
  plainLink,
  shifts,
  useEmbedStage,
} from './embed-stage.ts';
import { expectThanks, pay, proceed, sessionOn } from './steps.ts';

const stage = useEmbedStage();

const height = async (page: Page) => (await appeal(page).boundingBox())?.height ?? 0;
const SHORT = { above: 1, below: 40 };
const ROOM = 'groundswell-appeal { display: block; min-height: 40rem }';

async function remind(page: Page) {
  await page.getByRole('button', { name: 'Remind me later' }).click();
  await page.getByRole('button', { name: 'Don’t ask until then' }).click();
  await page.getByRole('heading', { name: 'All right, later then' }).waitFor();
}

describe('the appeal under an article of another origin', () => {
  it('when nobody has asked for quiet, then it is shown, with what the catalog offers', async () => {
    const page = await stage.open();
    await stage.read(page);
    expect(await headline(page)).toBe('Support us monthly, starting from just $2.');
    expect(await page.getByRole('radio', { name: 'Monthly' }).isChecked()).toBe(true);
    expect(await page.getByRole('radio', { name: '$5' }).isChecked()).toBe(true);
    expect(await page.getByRole('list', { name: 'Ways to pay' }).innerText()).toContain('SEPA');
    expect(await plainLink(page).isVisible()).toBe(false);
    expect(await destination(page)).toEqual({
      lang: 'en',
      frequency: 'monthly',
      amount: '500',
      currency: 'usd',
      campaign: 'flood',
    });
    expect(await shifts(page)).toEqual([]);
  });

  it('when another frequency is chosen, then its amounts are offered, and "Continue" leads there', async () => {
    const page = await stage.open();
    await stage.read(page, { attributes: 'campaign="flood" article="the-river"' });
    await page.getByRole('radio', { name: 'Annual' }).check();
    expect(await destination(page)).toMatchObject({
      frequency: 'annual',
      amount: '6000',
      source: 'the-river',
    });
    await page.getByRole('radio', { name: '$120' }).check();

    await continueLink(page).click();

    await page.waitForURL(`${stage.support}/?*`);
    expect(await page.locator('#frequency-annual').isChecked()).toBe(true);
    expect(await page.locator('input[name=amount_annual][value="12000"]').isChecked()).toBe(true);
    expect(await page.getByText('what a bank can see').isVisible()).toBe(true);
  });

  it.each([
    ['jpy', '￥300', '800', '￥1500000', '500', '500'],
    ['kwd', 'KWD 0.600', '1500', 'KWD 3000', '1,25', '1250'],
  ])(
    'in %s: when an amount is typed, then it is carried over in minor units',
    async (currency, minimum, preset, maximum, typed, amount) => {
      const page = await stage.open();
      await stage.read(page, { attributes: `currency="${currency}"` });
      const plain = (text: string) =>
        text
          .replaceAll(/[\s,]/g, ' ')
          .replaceAll(/(\d) (?=\d)/g, '$1')
          .replaceAll('¥', '￥');
      expect(plain(await headline(page))).toContain(plain(minimum));
      expect(await destination(page)).toMatchObject({ currency, amount: preset });

      await page.getByRole('radio', { name: 'Other amount' }).check();
      const field = page.getByRole('textbox', { name: `Your amount in ${currency.toUpperCase()}` });
      expect(plain(await page.locator('groundswell-appeal #limits').innerText())).toContain(plain(maximum));
      await field.fill(typed);

      expect(await destination(page)).toMatchObject({ currency, amount });
    },
  );

  it('when the currency is not offered, then it asks in the usual one', async () => {
    const page = await stage.open();
    await stage.read(page, { attributes: 'currency="xxx"' });
    expect(await headline(page)).toContain('$2');
  });

  it('when the typed amount cannot be given, then it says why and leads nowhere', async () => {
    const page = await stage.open();
    await stage.read(page);
    await page.getByRole('radio', { name: 'Other amount' }).check();
    const field = page.getByRole('textbox');
    for (const [typed, said] of [
      ['', 'Type an amount in figures.'],
      ['five', 'Type an amount in figures.'],
      ['1.99', 'The smallest amount is $2.'],
      ['10000.01', 'The largest amount here is $10,000.'],
    ] as const) {
      await field.fill(typed);
      await continueLink(page).click();
      expect(await page.locator('groundswell-appeal [role=alert]').first().innerText()).toBe(said);
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await page.evaluate('document.activeElement.shadowRoot.activeElement.id')).toBe('own');
    }
    expect(new URL(page.url()).origin).toBe(stage.site.origin);
  });

  it('in Russian, where the document or the element says so', async () => {
    for (const article of [{ lang: 'ru' }, { lang: 'en', attributes: 'lang="ru"' }]) {
      const page = await stage.open();
      await stage.read(page, article);
      expect(await headline(page)).toContain('Поддерживайте нас каждый месяц');
      expect(await page.getByRole('radio', { name: '5 $', exact: true }).isChecked()).toBe(true);
      await page.getByRole('link', { name: 'Продолжить' }).click();
      await page.waitForURL(`${stage.support}/?*`);
      expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    }
  });

  it('when the document says no language, then it speaks the browser’s', async () => {
    const page = await stage.open({ locale: 'ru-RU' });
    await stage.read(page, { lang: '' });
    expect(await headline(page)).toContain('Поддерживайте нас');
  });
});

describe('a gift through the appeal', () => {
  it('when it is complete, then the site asks no more, and the campaign is counted', async () => {
    const page = await stage.open();
    const article = stage.site.publish({ attributes: 'campaign="given" source="box"' });
    await page.goto(article);
    await continueLink(page).click();
    await proceed(page);
    await sessionOn(page, stage);
    await pay(page);
    await expectThanks(page, stage, 'complete');

    await page.goto(article);

    await appeal(page).waitFor({ state: 'hidden' });
    expect(await height(page)).toBe(0);
    expect(await shifts(page)).toEqual([]);
    await stage.service.settled();
    expect(await revenue(stage.service, { by: 'campaign', campaign: 'given' })).toEqual([
      expect.objectContaining({ count: 1, gross: { amount: 500, currency: 'usd' } }),
    ]);
  });
});

describe('"Remind me later"', () => {
  it('when it is pressed, then the box says until when, and is gone after a reload', async () => {
    const page = await stage.open();
    await stage.read(page);
    const answered = page.waitForResponse(`${stage.support}/v1/reminders`);
    await remind(page);
    const { askAgainAt } = await (await answered).json();
    const date = new Date(askAgainAt).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
    expect(await appeal(page).locator('.said').innerText()).toContain(date);

    await page.reload();
    await page.waitForLoadState('networkidle');
    expect(await box(page).isVisible()).toBe(false);
    expect(await plainLink(page).isVisible()).toBe(false);
    await page.evaluate('scrollTo(0, 0)');
    await appeal(page).waitFor({ state: 'hidden' });

    await page.goto(stage.site.publish({}));

    await appeal(page).waitFor({ state: 'hidden' });
    expect(await shifts(page)).toEqual([]);
  });

  it('when it is pressed, then the cookie is the site’s and ours alone', async () => {
    const page = await stage.open();
    await stage.read(page);
    await remind(page);

    expect(await page.context().cookies()).toEqual([
      expect.objectContaining({ name: 'gw_ask', domain: '.site.localhost', httpOnly: true, sameSite: 'Lax' }),
    ]);
  });

  it('when it has said so, then it folds once it is out of sight, and the reader goes on behind it', async () => {
    const page = await stage.open();
    await stage.read(page, { below: 60 });
    await remind(page);
    const before = await height(page);
    expect(before).toBeGreaterThan(300);

    await page.evaluate('scrollTo(0, 0)');

    await appeal(page).waitFor({ state: 'hidden' });
    expect(await shifts(page)).toEqual([]);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('The next article');
  });

  it.each([
    ['In a week', 7],
    ['In three months', 92],
  ])('%s: then it says and keeps that', async (name, days) => {
    const page = await stage.open();
    await stage.read(page);
    await page.getByRole('button', { name: 'Remind me later' }).click();
    await page.getByRole('radio', { name }).check();
    const answered = page.waitForResponse(`${stage.support}/v1/reminders`);
    await page.getByRole('button', { name: 'Don’t ask until then' }).click();
    const { askAgainAt } = await (await answered).json();
    const ahead = (new Date(askAgainAt).getTime() - Date.now()) / 86_400_000;
    expect(Math.abs(ahead - days)).toBeLessThan(4);
  });

  it('when the reader wants a mail or a calendar entry, then the page for it knows the choice', async () => {
    const page = await stage.open();
    await stage.read(page);
    await page.getByRole('button', { name: 'Remind me later' }).click();
    await page.getByRole('radio', { name: 'In a week' }).check();

    const href = await page.getByRole('link', { name: 'By e-mail or calendar' }).getAttribute('href');

    const url = new URL(href ?? '');
    expect(url.origin + url.pathname).toBe(`${stage.support}/remind-me-later`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      lang: 'en',
      frequency: 'monthly',
      amount: '500',
      currency: 'usd',
      campaign: 'flood',
      in: 'P1W',
    });
  });

  it('when the service does not answer, then it says so, and can be tried again', async () => {
    const page = await stage.open();
    await stage.read(page);
    await page.route('**/v1/reminders', (route) => route.abort());
    await page.getByRole('button', { name: 'Remind me later' }).click();
    await page.getByRole('button', { name: 'Don’t ask until then' }).click();
    await page.getByText('That did not work.').waitFor();

    await page.unroute('**/v1/reminders');
    await page.getByRole('button', { name: 'Don’t ask until then' }).click();
    await page.getByRole('heading', { name: 'All right, later then' }).waitFor();
  });
});

describe('the link that the site wrote', () => {
  const faults: Record<string, (page: Page) => Promise<unknown>> = {
    'the service is away': (page) => page.route('**/v1/**', (route) => route.abort()),
    'the service has a fault': (page) => page.route('**/v1/ask', (route) => route.fulfill({ status: 503 })),
    'the offer cannot be had': (page) => page.route('**/v1/contribution-options*', (route) => route.abort()),
    'the script cannot be had': (page) => page.route('**/embed.js', (route) => route.abort()),
  };

  it.each(Object.entries(faults))(
    'when %s, then it stands there, and nothing moved',
    async (_what, cause) => {
      const page = await stage.open();
      await cause(page);
      await page.goto(stage.site.publish({ ...SHORT, above: 30 }));
      await expect.poll(() => height(page)).toBeLessThan(60);
      expect(await plainLink(page).isVisible()).toBe(true);
      expect(await box(page).isVisible()).toBe(false);
      expect(await shifts(page)).toEqual([]);
    },
  );

  it('when scripts are off, then it stands there', async () => {
    const page = await stage.open({ javaScriptEnabled: false });
    await page.goto(stage.site.publish({}));
    expect(await plainLink(page).isVisible()).toBe(true);
    await plainLink(page).click();
    await page.waitForURL(`${stage.support}/`);
  });

  it('when the site is not among SITE_ORIGINS, then it stands there, and the answer was not readable', async () => {
    const page = await stage.open();
    const refused = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/v1/ask'));
    await page.goto(stage.site.publish({}).replace('site.localhost', 'other.localhost'));
    await refused;
    await expect.poll(() => height(page)).toBeLessThan(60);
    expect(await plainLink(page).isVisible()).toBe(true);

    const headers = { origin: page.url().slice(0, page.url().lastIndexOf('/')) };
    const answer = await fetch(`${stage.service.url}/v1/ask`, { headers });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the room that it takes', () => {
  it.each([
    ['and the site kept room for it', ROOM],
    ['and the site kept none', ''],
  ])('when it is in sight at once %s, then nothing moves', async (_what, style) => {
    const page = await stage.open();
    await page.goto(stage.site.publish({ ...SHORT, style }));
    await page.waitForLoadState('networkidle');
    expect(await shifts(page)).toEqual([]);
    if (style !== '') expect(await box(page).isVisible()).toBe(true);

    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await box(page).waitFor();
    expect(await shifts(page)).toEqual([]);
  });

  it('when it is in sight and there is nothing to ask, then its room closes once it is out of sight', async () => {
    const page = await stage.open();
    await stage.read(page);
    await remind(page);
    await page.goto(stage.site.publish({ ...SHORT, style: ROOM }));
    await page.waitForLoadState('networkidle');
    expect(await box(page).isVisible()).toBe(false);
    expect(await plainLink(page).isVisible()).toBe(false);
    expect(await height(page)).toBeGreaterThan(500);

    await page.evaluate('scrollTo(0, document.body.scrollHeight)');

    await appeal(page).waitFor({ state: 'hidden' });
    expect(await height(page)).toBe(0);
    expect(await shifts(page)).toEqual([]);
  });
});
