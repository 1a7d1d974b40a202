import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './barriers.ts';
import { appeal, box, continueLink, destination, useEmbedStage } from './embed-stage.ts';
import { expectFits } from './steps.ts';

const stage = useEmbedStage();

/** The focused element within the appeal, and what is drawn around it or around the face in its place. */
const FOCUS = `(() => {
  const focused = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(focused.type === 'radio' ? focused.nextElementSibling : focused);
  return outlineStyle === 'none' ? 'none' : outlineWidth;
})()`;

const hasFocus = async (page: Page, target: Locator) =>
  (await target.and(page.locator(':focus')).count()) === 1;

async function tabTo(page: Page, target: Locator) {
  for (let presses = 0; presses < 20 && !(await hasFocus(page, target)); presses += 1)
    await page.keyboard.press('Tab');
  expect(await hasFocus(page, target), `${target} is reached by Tab`).toBe(true);
  expect(await page.evaluate(FOCUS), `${target} shows its focus`).toBe('3px');
}

it('by keyboard alone: an own amount is chosen, and "Continue" leads on', async () => {
  const page = await stage.open({ width: 320 });
  await stage.read(page);
  const { keyboard } = page;
  const radio = (name: string) => page.getByRole('radio', { name, exact: true });

  await tabTo(page, radio('Monthly'));
  await keyboard.press('ArrowLeft');
  expect(await radio('Once').isChecked()).toBe(true);
  await tabTo(page, radio('$25'));
  for (const _step of ['$50', '$100', 'Other amount']) await keyboard.press('ArrowRight');
  await tabTo(page, page.getByRole('textbox', { name: 'Your amount in USD' }));
  await keyboard.type('1');
  await keyboard.press('Enter');
  expect(await page.getByRole('alert').first().innerText()).toBe('The smallest amount is $2.');
  await keyboard.type('2.50');
  await tabTo(page, continueLink(page));
  expect(await destination(page)).toMatchObject({ frequency: 'once', amount: '1250' });

  await keyboard.press('Enter');

  await page.waitForURL(`${stage.support}/?*`);
  expect(await page.locator('input[name=other_once]').inputValue()).toBe('12.50');
});

it('by keyboard alone: "Remind me later" opens, Escape closes it, and the focus goes along', async () => {
  const page = await stage.open();
  await stage.read(page);
  const { keyboard } = page;
  const opener = page.getByRole('button', { name: 'Remind me later' });
  await tabTo(page, opener);
  expect(await opener.getAttribute('aria-expanded')).toBe('false');

  await keyboard.press('Enter');
  expect(await opener.getAttribute('aria-expanded')).toBe('true');
  expect(await hasFocus(page, page.getByRole('radio', { name: 'In a month' }))).toBe(true);
  await keyboard.press('Escape');
  expect(await opener.getAttribute('aria-expanded')).toBe('false');
  expect(await hasFocus(page, opener)).toBe(true);

  await keyboard.press('Enter');
  await keyboard.press('ArrowUp');
  expect(await page.getByRole('radio', { name: 'In a week' }).isChecked()).toBe(true);
  await tabTo(page, page.getByRole('button', { name: 'Don’t ask until then' }));
  await keyboard.press('Enter');

  await page.getByRole('group', { name: 'All right, later then We will not ask' }).waitFor();
  expect(await hasFocus(page, appeal(page).locator('.said'))).toBe(true);
});

const STATES: Record<string, (page: Page) => Promise<unknown>> = {
  'as it is': async () => {},
  'with an amount that cannot be given': async (page) => {
    await page
      .getByRole('radio')
      .filter({ has: page.locator('xpath=self::*[@value="other"]') })
      .check();
    await continueLink(page).click();
  },
  'with the reminder open': (page) => page.locator('groundswell-appeal .remind button').first().click(),
  'that has said until when': async (page) => {
    await page.locator('groundswell-appeal .remind button').first().click();
    await page.locator('groundswell-appeal #later button').click();
    await appeal(page).locator('.said').waitFor();
  },
};

describe.each(['en', 'ru'] as const)(
  'when a machine looks for barriers in the appeal, in %s, then it finds none',
  (lang) => {
    it.each(Object.entries(STATES))('%s', async (_, come) => {
      const page = await stage.open();
      await stage.read(page, { lang });
      await box(page).waitFor();
      await come(page);
      await expectAccessible(page, lang);
    });
  },
);

it('at twice the size of letters, on 320 px: nothing is cut off', async () => {
  const page = await stage.open({ width: 320 });
  await stage.read(page, { lang: 'ru', style: 'html { font-size: 200% }' });
  await box(page).waitFor();
  await page.locator('groundswell-appeal .remind button').first().click();
  await expectFits(page);
});

const styled = (page: Page, property: string) =>
  page.evaluate(
    `getComputedStyle(document.querySelector('groundswell-appeal').shadowRoot.querySelector('.main')).${property}`,
  );

it('when the site sets its own colours and corners, then the appeal takes them on, also in the dark', async () => {
  const page = await stage.open();
  await page.emulateMedia({ colorScheme: 'dark' });
  await stage.read(page, {
    style:
      ':root { --groundswell-accent: rgb(150, 0, 80); --groundswell-on-accent: rgb(255, 255, 255); --groundswell-radius: 0px }',
  });
  await box(page).waitFor();
  expect(await styled(page, 'backgroundColor')).toBe('rgb(150, 0, 80)');
  expect(await styled(page, 'borderRadius')).toBe('0px');
});

it('when the reader prefers dark, then it is dark, but on a site that is always light', async () => {
  const page = await stage.open();
  await page.emulateMedia({ colorScheme: 'dark' });
  await stage.read(page);
  await box(page).waitFor();
  expect(await styled(page, 'backgroundColor')).toBe('rgb(134, 208, 216)');
  await stage.read(page, { attributes: 'scheme="light"' });
  await box(page).waitFor();
  expect(await styled(page, 'backgroundColor')).toBe('rgb(12, 85, 99)');
});
