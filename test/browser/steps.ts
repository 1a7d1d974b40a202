import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Stage } from './stage.ts';

export type Wish = {
  frequency: 'once' | 'monthly' | 'annual';
  /** One of those on offer, in minor units. */
  preset?: number;
  /** As typed into the field for an amount of one's own. */
  other?: string;
  coverCosts?: boolean;
  residence?: string;
};

export type Method = 'card' | 'declined' | 'delayed-success' | 'delayed-failure';

/** Ten minutes of a reader's patience are not waited for here: what is late by more than this is a fault. */
const PATIENCE = 15_000;

/** Opens the appeal with what a link can carry. */
export async function visit(page: Page, { service }: Stage, query: Record<string, string> = {}) {
  const response = await page.goto(`${service.url}/?${new URLSearchParams(query)}`);
  expect(response?.status()).toBe(200);
}

/** Fills in the appeal's form. */
export async function choose(page: Page, { frequency, preset, other, coverCosts, residence }: Wish) {
  await page.locator(`#frequency-${frequency}`).check();
  await amountChoice(page, frequency, other === undefined ? String(preset ?? 500) : 'other').check();
  if (other !== undefined) await page.locator(`input[name=other_${frequency}]`).fill(other);
  if (coverCosts) await page.locator('#coverCosts').check();
  if (residence !== undefined) await page.locator('select[name=residence]').selectOption(residence);
}

export function amountChoice(page: Page, frequency: Wish['frequency'], value: string): Locator {
  return page.locator(`input[name=amount_${frequency}][value="${value}"]`);
}

/** The button at the end of the appeal and of the page that shows a total. */
export async function proceed(page: Page) {
  await page.locator('button.main').click();
}

/** From the appeal to the pay page. @returns Stripe's id of the session */
export async function giveUpTo(
  page: Page,
  stage: Stage,
  wish: Wish,
  query?: Record<string, string>,
): Promise<string> {
  await visit(page, stage, query);
  await choose(page, wish);
  await proceed(page);
  return sessionOn(page, stage);
}

export type ReminderWish = {
  delay?: 'P1W' | 'P1M' | 'P3M' | 'date';
  on?: string;
  channel?: 'none' | 'calendar' | 'email';
  email?: string;
  every?: string;
  residence?: string;
};

/** From the appeal, as it is filled in, to the form of "Remind me later", and sends that. */
export async function askForReminder(page: Page, wish: ReminderWish = {}) {
  await page.locator('.remind button').click();
  await fillReminder(page, wish);
}

/** Fills in the form of "Remind me later" and sends it. */
export async function fillReminder(
  page: Page,
  { delay, on, channel, email, every, residence }: ReminderWish,
) {
  await page.locator('form.later').waitFor();
  if (delay) await page.locator(`#in-${delay}`).check();
  if (on !== undefined) await page.locator('#on').fill(on);
  if (channel) await page.locator(`#channel-${channel}`).check();
  if (email !== undefined) await page.locator('#email').fill(email);
  if (every) await page.locator('#every').selectOption(every);
  if (residence) await page.locator('#residence').selectOption(residence);
  await page.locator('form.later button').click();
}

/** Stripe's id of the session whose pay page is open. */
export async function sessionOn(page: Page, { stripeUrl }: Pick<Stage, 'stripeUrl'>): Promise<string> {
  await page.waitForURL(`${stripeUrl}/pay/*`);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** On the pay page: fills it in and presses the button. */
export async function pay(page: Page, method: Method = 'card', email = 'reader@example.org') {
  await page.locator('input[name=email]').fill(email);
  await page.locator(`input[name=method][value=${method}]`).check();
  await page.locator('button.pay').click();
}

/** How the thank-you page says that the payment stands; where the news is late it asks again, as a reader would. */
export async function expectThanks(page: Page, { service }: Pick<Stage, 'service'>, state: string) {
  await page.waitForURL(`${service.context.publicUrl}/thank-you?*`);
  const said = async () => {
    const found = await page.locator('main').getAttribute('data-state');
    if (found === 'open' && state !== 'open') await page.reload();
    return found;
  };
  await expect.poll(said, { timeout: PATIENCE }).toBe(state);
}

/** Nobody has to scroll sideways, which WCAG (1.4.10) wants down to 320 px. */
export async function expectFits(page: Page) {
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
}
