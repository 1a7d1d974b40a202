import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './barriers.ts';
import { useStage } from './stage.ts';
import { choose, expectThanks, giveUpTo, pay, proceed, sessionOn, visit } from './steps.ts';

const stage = useStage();
const LOCALES = ['en', 'ru'] as const;
type Locale = (typeof LOCALES)[number];

const monthly = { frequency: 'monthly', preset: 500 } as const;

/** Opens a checkout and leaves it unpaid. @returns its session, and where Stripe would send the reader afterwards */
async function leave(page: Page, lang: Locale) {
  const session = await giveUpTo(page, stage, monthly, { lang });
  const thanks = stage.service.stripe.get('checkout.session', session)?.success_url ?? '';
  return { session, thanks: thanks.split('&session')[0] ?? '' };
}

async function expire(session: string) {
  stage.service.stripe.expire(session);
  await stage.service.settled();
}

async function settleLast(outcome: 'succeed' | 'fail') {
  const { stripe, settled } = stage.service;
  const intent = stripe.list('payment_intent').findLast(({ status }) => status === 'processing');
  stripe.settle(intent?.id ?? '', outcome);
  await settled();
}

/** How a reader comes to each page. */
const PAGES: Record<string, (page: Page, lang: Locale) => Promise<unknown>> = {
  'the appeal': (page, lang) => visit(page, stage, { lang }),
  'the appeal, all of it open': async (page, lang) => {
    await visit(page, stage, { lang });
    await choose(page, { frequency: 'annual', other: '20', coverCosts: true });
  },
  'the appeal with an error': async (page, lang) => {
    await visit(page, stage, { lang });
    await choose(page, { frequency: 'once', other: '1' });
    await proceed(page);
    await page.getByRole('alert').waitFor();
  },
  'the appeal with a checkout to resume': async (page, lang) => {
    await leave(page, lang);
    await visit(page, stage, { lang });
    await page.getByRole('status').waitFor();
  },
  'the appeal in another currency': (page, lang) => visit(page, stage, { lang, currency: 'kwd' }),
  'the total to confirm': async (page, lang) => {
    await visit(page, stage, { lang });
    await choose(page, { frequency: 'monthly', other: '7.77', coverCosts: true });
    await proceed(page);
    await page.locator('.sum').waitFor();
  },
  'the refusal of a residence': async (page, lang) => {
    await visit(page, stage, { lang });
    await choose(page, { ...monthly, residence: 'RU' });
    await proceed(page);
    await page.locator('.twin').waitFor();
  },
  'the pay page': (page, lang) => leave(page, lang),
  'the pay page after a decline': async (page, lang) => {
    await leave(page, lang);
    await pay(page, 'declined');
    await page.getByRole('alert').waitFor();
  },
  'the pay page, expired': async (page, lang) => {
    const { session } = await leave(page, lang);
    await expire(session);
    await page.reload();
  },
  'the thanks, complete': async (page, lang) => {
    await leave(page, lang);
    await pay(page);
    await expectThanks(page, stage, 'complete');
  },
  'the thanks, processing': async (page, lang) => {
    await leave(page, lang);
    await pay(page, 'delayed-success');
    await expectThanks(page, stage, 'processing');
  },
  'the thanks, failed': async (page, lang) => {
    await leave(page, lang);
    await pay(page, 'delayed-failure');
    await expectThanks(page, stage, 'processing');
    await settleLast('fail');
    await page.reload();
    await expectThanks(page, stage, 'failed');
  },
  'the thanks, expired': async (page, lang) => {
    const { session, thanks } = await leave(page, lang);
    await expire(session);
    await page.goto(thanks);
    await expectThanks(page, stage, 'expired');
  },
  'the thanks, open': async (page, lang) => {
    const { thanks } = await leave(page, lang);
    await page.goto(thanks);
    await expectThanks(page, stage, 'open');
  },
  'the thanks in another browser': async (page, lang) => {
    await page.goto(`${stage.service.url}/thank-you?lang=${lang}`);
    await expectThanks(page, stage, 'unknown');
  },
  'what is stored and what banks see': (page, lang) => page.goto(`${stage.service.url}/privacy?lang=${lang}`),
};

/** Pages of developers, and of the sandbox. */
const ENGLISH_PAGES: Record<string, () => string> = {
  'the interface': () => `${stage.service.url}/docs`,
  'a problem explained': () => `${stage.service.url}/problems/amount-below-minimum`,
  'a page that is not there': () => `${stage.service.url}/nowhere`,
  'what the sandbox holds': () => `${stage.stripeUrl}/`,
  'a pay page that is not there': () => `${stage.stripeUrl}/pay/cs_test_nothing`,
};

describe.each(LOCALES)('when a machine looks for barriers, in %s, then it finds none', (lang) => {
  it.each(Object.entries(PAGES))('%s', async (_, come) => {
    const page = await stage.open();
    await come(page, lang);
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);

    await expectAccessible(page, lang);
  });
});

describe('when a machine looks for barriers, then it finds none', () => {
  it.each(Object.entries(ENGLISH_PAGES))('%s', async (_, address) => {
    const page = await stage.open();
    await page.goto(address());

    await expectAccessible(page);
  });
});

it('the appeal: when it is opened, a page and a style sheet are all that is loaded, under 30 KB', async () => {
  const page = await stage.open({ javaScriptEnabled: true });
  const loaded: { type: string; bytes: Promise<number> }[] = [];
  page.on('response', (response) =>
    loaded.push({
      type: response.request().resourceType(),
      bytes: response.body().then((body) => body.length),
    }),
  );

  await visit(page, stage);
  await page.waitForLoadState('networkidle');

  expect(loaded.map(({ type }) => type)).toEqual(['document', 'stylesheet']);
  const bytes = await Promise.all(loaded.map((one) => one.bytes));
  expect(bytes.reduce((sum, some) => sum + some, 0)).toBeLessThan(30 * 1024);
});

it('with JavaScript: when a gift is given, no page complains and nobody else is asked for anything', async () => {
  const page = await stage.open({ javaScriptEnabled: true });
  const asked = new Set<string>();
  page.on('request', (request) => asked.add(new URL(request.url()).origin));

  await giveUpTo(page, stage, monthly);
  await sessionOn(page, stage);
  await pay(page);
  await expectThanks(page, stage, 'complete');
  await page.getByRole('link', { name: 'What we store' }).click();
  await page.waitForURL(/privacy/);

  expect([...asked].sort()).toEqual([stage.service.url, stage.stripeUrl].sort());
});
