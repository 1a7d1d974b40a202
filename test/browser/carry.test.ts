import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { axeViolations } from '../support/browser.ts';
import { useStage } from './stage.ts';
import { askForReminder, expectFits, visit } from './steps.ts';

const stage = useStage();
const Link = z.object({ url: z.url() });
const Ask = z.object({ ask: z.boolean() });

async function isAsked(page: Page): Promise<boolean> {
  return Ask.parse(await (await page.request.get(`${stage.service.url}/v1/ask`)).json()).ask;
}

async function expectFitForAll(page: Page) {
  expect(await axeViolations(page)).toEqual([]);
  await expectFits(page);
}

it.each([
  ['en', 'Hide it here, too'],
  ['ru', 'Скрыть и здесь'],
])(
  'in %s: when the link is opened on another device and its button pressed, the ask is hidden there',
  async (lang, button) => {
    const first = await stage.open();
    await visit(first, stage, { lang });
    await askForReminder(first);
    await first.waitForURL(`${stage.service.url}/reminded?*`);
    const { url } = Link.parse(await (await first.request.get(`${stage.service.url}/v1/ask/link`)).json());

    const second = await stage.open({ width: 320, locale: lang });
    await second.goto(url);
    await expectFitForAll(second);
    expect(await isAsked(second)).toBe(true);
    await second.getByRole('button', { name: button }).click();
    await second.waitForURL(`${stage.service.url}/carried?lang=${lang}`);

    await expectFitForAll(second);
    expect(await isAsked(second)).toBe(false);
  },
);
