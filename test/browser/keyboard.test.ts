import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { memberWith } from '../account/changing.ts';
import { revenue } from '../support/reader.ts';
import { useStage } from './stage.ts';
import { amountChoice, expectThanks, sessionOn, visit } from './steps.ts';

const stage = useStage();

/** What shows the focus: the element, or what is drawn in its place. */
const FOCUS_RING = `(() => {
  const focused = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(focused.closest('.tile')?.querySelector('.face') ?? focused);
  return outlineStyle === 'none' ? 'none' : outlineWidth;
})()`;

async function hasFocus(page: Page, target: Locator): Promise<boolean> {
  return (await target.and(page.locator(':focus')).count()) === 1;
}

/** Presses Tab until the target has the focus, and sees that it shows. */
async function tabTo(page: Page, target: Locator) {
  for (let presses = 0; presses < 40 && !(await hasFocus(page, target)); presses += 1)
    await page.keyboard.press('Tab');
  expect(await hasFocus(page, target), `${target} is reached by Tab`).toBe(true);
  expect(await page.evaluate(FOCUS_RING), `${target} shows its focus`).toBe('3px');
}

it.each([320, 1280])(
  'by keyboard alone, %i px wide: from the appeal over the pay page to the thanks',
  async (width) => {
    const campaign = `keyboard-${width}`;
    const page = await stage.open({ width });
    const { keyboard } = page;
    await visit(page, stage, { campaign });

    await tabTo(page, page.locator('#frequency-monthly'));
    await keyboard.press('ArrowLeft');
    expect(await page.locator('#frequency-once').isChecked()).toBe(true);
    await tabTo(page, amountChoice(page, 'once', '2500'));
    for (const _step of ['5000', '10000', 'other']) await keyboard.press('ArrowRight');
    expect(await amountChoice(page, 'once', 'other').isChecked()).toBe(true);
    await tabTo(page, page.locator('input[name=other_once]'));
    await keyboard.type('7.25');
    await tabTo(page, page.locator('#coverCosts'));
    await keyboard.press('Space');
    await tabTo(page, page.locator('select[name=residence]'));
    await tabTo(page, page.getByRole('button', { name: 'Continue' }));
    await keyboard.press('Enter');

    await page.getByRole('heading', { name: 'Please check the amount' }).waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Continue' }));
    await keyboard.press('Enter');

    await sessionOn(page, stage);
    await tabTo(page, page.locator('input[name=email]'));
    await keyboard.type('reader@example.org');
    await tabTo(page, page.locator('input[name=method][value=card]'));
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowUp');
    await tabTo(page, page.getByRole('button', { name: 'Pay' }));
    await keyboard.press('Enter');

    await expectThanks(page, stage, 'complete');
    await tabTo(page, page.getByRole('link', { name: 'Back to The Newsroom' }));
    await stage.service.settled();
    // 7.25 dollars, and what their processing costs: 2.9 % and 30 cents.
    expect(await revenue(stage.service, { by: 'campaign', campaign })).toEqual([
      expect.objectContaining({ count: 1, gross: { amount: 778, currency: 'usd' } }),
    ]);
  },
);

it('by keyboard: the way past the header leads into the page', async () => {
  const page = await stage.open();
  await visit(page, stage);

  await tabTo(page, page.getByRole('link', { name: 'Skip to the content' }));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');

  expect(await hasFocus(page, page.locator('#currency'))).toBe(true);
});

it('by keyboard: a link of what is wrong leads to the field', async () => {
  const page = await stage.open();
  await visit(page, stage, { frequency: 'once', amount: '1' });
  await tabTo(page, page.getByRole('button', { name: 'Continue' }));
  await page.keyboard.press('Enter');

  await tabTo(page, page.getByRole('alert').getByRole('link'));
  await page.keyboard.press('Enter');

  expect(await hasFocus(page, page.locator('input[name=other_once]'))).toBe(true);
});

it('by keyboard alone: from the account to another amount, and to the end of a membership', async () => {
  const { url } = stage.service;
  const [name = '', value = ''] = (await memberWith(stage.service)).cookie.split('=');
  const page = await stage.open({ width: 390 });
  await page.context().addCookies([{ name, value, url }]);
  await page.goto(`${url}/account?lang=en`);
  const enter = async (role: 'link' | 'button', label: string) => {
    await tabTo(page, page.getByRole(role, { name: label, exact: true }));
    await page.keyboard.press('Enter');
  };
  const told = (title: string) => page.getByRole('heading', { name: title, exact: true }).waitFor();

  await enter('link', 'Change the amount');
  await told('Change the amount');
  const amounts = page.locator('input[name=amount]');
  await tabTo(page, amounts);
  const other = amounts.and(page.locator('[value=other]'));
  for (let presses = 0; presses < 6 && !(await other.isChecked()); presses += 1)
    await page.keyboard.press('ArrowDown');
  await tabTo(page, page.locator('#other'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('7');
  await enter('button', 'Continue');
  await enter('button', 'Give $7 a month');
  await told('The amount is changed');

  await enter('link', 'Cancel');
  await told('Cancel your support');
  await enter('button', 'Cancel my support');
  await told('Your support is cancelled');
});
