import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { revenue } from '../support/reader.ts';
import { useStage } from './stage.ts';
import {
  amountChoice,
  choose,
  expectFits,
  expectThanks,
  giveUpTo,
  pay,
  proceed,
  sessionOn,
  visit,
} from './steps.ts';

const stage = useStage();

async function madeSoFar() {
  return {
    contributions: await stage.rows('select id from contributions order by id'),
    sessions: stage.service.stripe.list('checkout.session').map(({ id }) => id),
  };
}

async function madeSince(before: Awaited<ReturnType<typeof madeSoFar>>) {
  const { contributions, sessions } = await madeSoFar();
  return {
    contributions: contributions.length - before.contributions.length,
    sessions: sessions.length - before.sessions.length,
  };
}

const NOTHING = { contributions: 0, sessions: 0 };
const ONE = { contributions: 1, sessions: 1 };

/** Sends the form as it stands, with other or more fields, from the same browser. @returns where it is sent on to */
async function sendForm(page: Page, fields: Record<string, string> = {}): Promise<string> {
  const hidden = await page.locator('form.give input[type=hidden]').all();
  const form: Record<string, string> = { frequency: 'monthly', amount_monthly: '500', ...fields };
  for (const input of hidden) form[(await input.getAttribute('name')) ?? ''] = await input.inputValue();
  const answer = await page.request.post(`${stage.service.url}/contribute`, { form, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  return answer.headers().location ?? '';
}

describe('an amount of one’s own', () => {
  it.each([
    ['below the least', '1.99', 'en', 'The smallest amount is $2.'],
    ['above the most', '10001', 'en', 'The largest amount here is $10,000.'],
    ['in letters', 'five', 'en', 'Type the amount in figures, for example 25.00.'],
    ['that is missing', '', 'en', 'Choose an amount, or type your own.'],
    ['in letters, in Russian', 'пять', 'ru', 'Укажите сумму цифрами, например 25.00.'],
    ['below the least, in Russian', '1,99', 'ru', 'Наименьшая сумма — 2\u00a0$.'],
  ])(
    '%s: when it is sent, the form comes back with it and says what is wrong',
    async (_, other, lang, said) => {
      const before = await madeSoFar();
      const page = await stage.open({ width: 320 });
      await visit(page, stage, { lang });
      await choose(page, { frequency: 'once', other, coverCosts: true });
      await proceed(page);

      expect(await page.getByRole('alert').getByRole('link').innerText()).toBe(said);
      const field = page.locator('input[name=other_once]');
      expect(await field.inputValue()).toBe(other);
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await page.locator('#coverCosts').isChecked()).toBe(true);
      expect(await page.locator('html').getAttribute('lang')).toBe(lang);
      await expectFits(page);
      expect(await madeSince(before)).toEqual(NOTHING);

      await field.fill(lang === 'ru' ? '7,50' : '7.50');
      await page.locator('#coverCosts').uncheck();
      await proceed(page);
      await sessionOn(page, stage);
      expect(await page.locator('.amount').innerText()).toMatch(/7[.,]50/);
    },
  );
});

it('in Russian: from the appeal over the pay page to the thanks', async () => {
  const page = await stage.open({ locale: 'ru-RU' });
  await giveUpTo(page, stage, { frequency: 'monthly', preset: 500 }, { lang: 'ru' });
  expect(await page.locator('.amount').innerText()).toMatch(/^5\s\$ каждый месяц$/);
  await pay(page);

  await expectThanks(page, stage, 'complete');
  expect(await page.locator('html').getAttribute('lang')).toBe('ru');
  expect(await page.locator('main').innerText()).toMatch(/Мы получили ваш ежемесячный взнос 5\s\$\./);
});

describe('covering the costs', () => {
  it('of an amount on offer: the total beside it is what the pay page, the thanks and the report say', async () => {
    const page = await stage.open();
    await visit(page, stage, { campaign: 'covered' });
    const total = page
      .locator('label.tile')
      .filter({ has: amountChoice(page, 'monthly', '500') })
      .locator('small');
    expect(await total.isVisible()).toBe(false);
    await choose(page, { frequency: 'monthly', preset: 500, coverCosts: true });
    expect(await total.innerText()).toBe('$5.46 in all');
    await proceed(page);

    await sessionOn(page, stage);
    expect(await page.locator('.amount').innerText()).toContain('$5.46');
    await pay(page);
    await expectThanks(page, stage, 'complete');
    expect(await page.locator('main').innerText()).toContain('$5.46');
    await stage.service.settled();
    expect(await revenue(stage.service, { by: 'campaign', campaign: 'covered' })).toEqual([
      expect.objectContaining({ count: 1, gross: { amount: 546, currency: 'usd' } }),
    ]);
  });

  it('of an amount of one’s own: the total is shown first, and nothing exists until it is confirmed', async () => {
    const before = await madeSoFar();
    const page = await stage.open({ width: 320 });
    await visit(page, stage, { campaign: 'own-covered' });
    await choose(page, { frequency: 'annual', other: '12.34', coverCosts: true });
    await proceed(page);

    expect(await page.locator('.sum').innerText()).toMatch(/\$12\.34\s[^$]+\$0\.68\s[^$]+\$13\.02/);
    await expectFits(page);
    expect(await madeSince(before)).toEqual(NOTHING);
    await proceed(page);

    await sessionOn(page, stage);
    expect(await page.locator('.amount').innerText()).toContain('$13.02 every year');
    await pay(page);
    await expectThanks(page, stage, 'complete');
    expect(await page.locator('main').innerText()).toContain('$13.02');
    await stage.service.settled();
    expect(await revenue(stage.service, { by: 'campaign', campaign: 'own-covered' })).toEqual([
      expect.objectContaining({ count: 1, gross: { amount: 1302, currency: 'usd' } }),
    ]);
  });

  it('of an amount of one’s own: when the reader wants to change something, the choice is still there', async () => {
    const page = await stage.open();
    await visit(page, stage);
    await choose(page, { frequency: 'annual', other: '12.34', coverCosts: true });
    await proceed(page);

    await page.getByRole('link', { name: 'Change something' }).click();

    expect(await page.locator('#frequency-annual').isChecked()).toBe(true);
    expect(await page.locator('input[name=other_annual]').inputValue()).toBe('12.34');
  });
});

describe('currencies that do not have two decimals', () => {
  it.each([
    ['yen, on offer', 'jpy', 'monthly', { preset: 800 }, 800, '¥800'],
    ['yen, one’s own', 'jpy', 'once', { other: '1234' }, 1234, '¥1,234'],
    ['dinars, on offer', 'kwd', 'annual', { preset: 18_000 }, 18_000, 'KWD 18'],
    ['dinars, one’s own', 'kwd', 'once', { other: '2.340' }, 2340, 'KWD 2.340'],
  ] as const)(
    '%s: the amount is the same on form, pay page, payment and report',
    async (_, currency, frequency, amount, minor, shown) => {
      const campaign = `${currency}-${minor}`;
      const page = await stage.open();
      await visit(page, stage, { campaign });
      await page.locator('#currency').selectOption(currency);
      await page.getByRole('button', { name: 'Change' }).click();
      await page.waitForURL(/currency=/);
      await choose(page, { frequency, ...amount });
      await proceed(page);

      const session = await sessionOn(page, stage);
      const plain = async (selector: string) =>
        (await page.locator(selector).innerText()).replaceAll('\u00a0', ' ');
      expect(await plain('.amount')).toContain(`${shown} `);
      expect(stage.service.stripe.get('checkout.session', session)).toMatchObject({
        amount_total: minor,
        currency,
      });
      await pay(page);
      await expectThanks(page, stage, 'complete');
      expect(await plain('main')).toContain(`of ${shown} has arrived`);
      await stage.service.settled();
      const booked = await stage.rows(
        `select p.amount::text, p.currency from payments p
          join contributions c on c.id = p.contribution_id where c.campaign = $1`,
        [campaign],
      );
      expect(booked).toEqual([[String(minor), currency]]);
      expect(await revenue(stage.service, { by: 'currency', campaign })).toEqual([
        expect.objectContaining({ currency, count: 1, gross: { amount: minor, currency } }),
      ]);
    },
  );

  it.each([
    ['yen with decimals', 'jpy', '800.50'],
    ['dinars with a last decimal that Stripe does not take', 'kwd', '2.345'],
  ])('%s: when they are sent, they are refused, not rounded', async (_, currency, other) => {
    const before = await madeSoFar();
    const page = await stage.open();
    await visit(page, stage, { currency });
    await choose(page, { frequency: 'once', other });
    await proceed(page);

    expect(await page.getByRole('alert').innerText()).toContain('Type the amount in figures');
    expect(await madeSince(before)).toEqual(NOTHING);
  });
});

it.each([
  ['en', 'RU', 'Please do not give from your country'],
  ['ru', 'BY', 'Пожалуйста, не платите нам из своей страны'],
])(
  'a restricted residence, page in %s: when it is sent, the refusal is shown and nothing exists',
  async (lang, residence, title) => {
    const before = await madeSoFar();
    const page = await stage.open({ width: 320 });
    await visit(page, stage, { lang });
    await choose(page, { frequency: 'monthly', residence });
    const answer = page.waitForResponse(`${stage.service.url}/contribute`);
    await proceed(page);

    expect((await answer).status()).toBe(403);
    expect(await page.locator('h1').innerText()).toBe(title);
    await expectFits(page);
    expect(await madeSince(before)).toEqual(NOTHING);
    expect(await page.context().cookies()).toEqual([]);
  },
);

describe('the same form, sent twice', () => {
  it('by a double click: one session, and its pay page', async () => {
    const before = await madeSoFar();
    const page = await stage.open();
    await visit(page, stage);

    await page.locator('button.main').dblclick();

    const session = await sessionOn(page, stage);
    expect(await madeSince(before)).toEqual(ONE);
    expect((await madeSoFar()).sessions).toContain(session);
  });

  it('while Stripe has not yet answered the first: the second leads to the same pay page', async () => {
    const { stripe } = stage.service;
    const before = await madeSoFar();
    const admitted = async () =>
      Number((await stage.rows('select coalesce(sum(points), 0) from rate_limits')).flat()[0]);
    const admittedBefore = await admitted();
    let answerAgain = () => {};
    stripe.holdRequests(new Promise((resolve) => (answerAgain = resolve)));
    const page = await stage.open();
    await visit(page, stage);

    const first = sendForm(page);
    await expect.poll(async () => (await madeSince(before)).contributions).toBe(1);
    const second = sendForm(page);
    await expect.poll(admitted).toBe(admittedBefore + 2);
    answerAgain();
    stripe.holdRequests(null);

    expect(await second).toBe(await first);
    await page.goto(await second);
    await sessionOn(page, stage);
    expect(await madeSince(before)).toEqual(ONE);
  });

  it('at once and once more later: one session', async () => {
    const before = await madeSoFar();
    const page = await stage.open();
    await visit(page, stage);

    const places = await Promise.all([sendForm(page), sendForm(page), sendForm(page)]);
    places.push(await sendForm(page));

    expect(new Set(places).size).toBe(1);
    expect(await madeSince(before)).toEqual(ONE);
  });

  it('but with another amount: that is what the pay page asks for', async () => {
    const page = await stage.open();
    await visit(page, stage);
    await sendForm(page);

    await page.goto(await sendForm(page, { amount_monthly: '1000' }));

    expect(await page.locator('.amount').innerText()).toContain('$10 ');
  });
});
