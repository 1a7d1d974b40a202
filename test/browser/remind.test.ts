import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { formatDay } from '../../src/platform/locale.ts';
import { plusMonths } from '../../src/platform/time.ts';
import { useStage } from './stage.ts';
import { askForReminder, expectThanks, giveUpTo, pay, visit } from './steps.ts';

const stage = useStage();
const Ask = z.object({ ask: z.boolean(), until: z.iso.datetime().nullable() });
const DAY = 86_400_000;

/** What the newsroom's site hears, asking with this browser's cookies. */
async function ask(page: Page) {
  const answer = await page.request.get(`${stage.service.url}/v1/ask`);
  expect(answer.status()).toBe(200);
  return Ask.parse(await answer.json());
}

async function askCookie(page: Page) {
  const found = (await page.context().cookies()).filter(({ name }) => name === 'gw_ask');
  expect(found).toHaveLength(1);
  return z.object({ value: z.string(), expires: z.number() }).loose().parse(found[0]);
}

/** In three months, since a cookie says no more than 31 days at a time, whatever left it. */
async function remindLater(page: Page, lang = 'en') {
  await visit(page, stage, { lang });
  await askForReminder(page, { delay: 'P3M' });
  await page.waitForURL(`${stage.service.url}/reminded?*`);
}

async function give(page: Page, frequency: 'once' | 'monthly' | 'annual') {
  await giveUpTo(page, stage, { frequency, other: '5' });
  await pay(page);
  await expectThanks(page, stage, 'complete');
}

it.each([
  ['en', 'We will not ask again on this device until'],
  ['ru', 'На этом устройстве мы не будем просить о поддержке до'],
] as const)(
  'remind me later, in %s: when it is pressed, the page says until when, and the site is told not to ask',
  async (lang, said) => {
    const page = await stage.open({ width: 320 });
    expect(await ask(page)).toEqual({ ask: true, until: null });

    await remindLater(page, lang);

    const answer = await ask(page);
    const until = new Date(answer.until ?? 0);
    expect(answer.ask).toBe(false);
    expect(Math.abs(until.getTime() - Date.now() - 31 * DAY)).toBeLessThan(60_000);
    const date = formatDay(lang, plusMonths(new Date(), 3));
    expect(await page.locator('.lede').innerText()).toBe(`${said} ${date}.`);
  },
);

it('just do not ask: when it is set, nothing is written that stands for a person', async () => {
  const everything = async () =>
    stage.rows(
      'select (select count(*) from ask_clocks), (select count(*) from contributions), (select count(*) from reminders)',
    );
  const before = await everything();

  await remindLater(await stage.open());

  expect(await everything()).toEqual(before);
});

it.each(['once', 'monthly', 'annual'] as const)(
  '%s: when the gift is complete, the site is told not to ask',
  async (frequency) => {
    const page = await stage.open();
    await give(page, frequency);

    expect((await ask(page)).ask).toBe(false);
  },
);

it('an unpaid checkout: when the reader walks away, the site may still ask', async () => {
  const page = await stage.open();
  await giveUpTo(page, stage, { frequency: 'once', other: '5' });
  await pay(page, 'declined');

  await page.locator('a.back').click();

  expect((await ask(page)).ask).toBe(true);
});

it('on a seized device: a reminder, a gift and memberships have left the same cookie', async () => {
  const [reminded, ...givers] = [
    await stage.open(),
    await stage.open(),
    await stage.open(),
    await stage.open(),
  ];
  if (reminded === undefined) return;
  await remindLater(reminded);
  for (const [index, frequency] of (['once', 'monthly', 'annual'] as const).entries()) {
    const giver = givers[index];
    if (giver) await give(giver, frequency);
  }

  const cookies = await Promise.all([reminded, ...givers].map(askCookie));

  const looks = cookies.map(({ value, expires, ...attributes }) => {
    const [version = '', until = '', ...rest] = value.split('.');
    return {
      ...attributes,
      version,
      days: Math.round(Number(until) - Date.now() / 1000) / 86_400,
      keptDays: (expires - Date.now() / 1000) / 86_400,
      lengths: rest.map((part) => part.length),
      characters: /^[\w-]+$/.test(rest.join('')),
    };
  });
  const [first] = looks;
  expect(first?.days).toBeCloseTo(31, 1);
  for (const { days, keptDays, ...look } of looks) {
    expect(look).toEqual({ ...first, days: undefined, keptDays: undefined });
    expect(days).toBeCloseTo(first?.days ?? 0, 1);
    expect(keptDays).toBeCloseTo(first?.keptDays ?? 0, 1);
  }
  expect(first).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
});
