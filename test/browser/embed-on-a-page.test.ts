import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { appeal, box, destination, useEmbedStage } from './embed-stage.ts';

const stage = useEmbedStage();

const asks = (page: Page): string[] => {
  const seen: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/ask')) seen.push(request.method());
  });
  return seen;
};

/** As if it had happened in another tab. */
const quietElsewhere = (page: Page) =>
  page.evaluate(`fetch('${stage.support}/v1/reminders', {
    method: 'POST', credentials: 'include', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ in: 'P1M', channel: 'none' }) }).then(({ status }) => status)`);

/** As a browser says it of a page that it kept and shows again. */
const SHOWN_AGAIN = "void dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))";

it('when a reader asks for quiet in one of two, then the other is gone too, and the site hears of it', async () => {
  const page = await stage.open();
  await stage.read(page);
  await box(page).waitFor();
  await page.evaluate(`{
    globalThis.heard = 0;
    addEventListener('groundswell-quiet', () => heard++);
    const first = document.querySelector('groundswell-appeal');
    const second = document.createElement('groundswell-appeal');
    document.querySelector('main').prepend(second);
  }`);
  await expect.poll(() => box(page).count()).toBe(2);
  await page.getByRole('button', { name: 'Remind me later' }).last().click();
  await page.getByRole('button', { name: 'Don’t ask until then' }).last().click();
  await page.getByRole('heading', { name: 'All right, later then' }).waitFor();

  await appeal(page).first().waitFor({ state: 'hidden' });
  expect(await page.getByRole('heading', { name: 'All right, later then' }).isVisible()).toBe(true);
  expect(await page.evaluate('heard')).toBe(1);
});

it('when a page comes back from the browser’s memory, then it asks again whether it may', async () => {
  const page = await stage.open();
  await stage.read(page);
  await box(page).waitFor();
  expect(await quietElsewhere(page)).toBe(201);
  expect(await box(page).isVisible()).toBe(true);

  await page.evaluate(SHOWN_AGAIN);

  await expect.poll(() => box(page).isVisible()).toBe(false);
});

it('when it was taken out of the page, then it asks no more; put back, it does', async () => {
  const page = await stage.open();
  await stage.read(page);
  await box(page).waitFor();
  const seen = asks(page);
  await page.evaluate(`{
    globalThis.kept = document.querySelector('groundswell-appeal');
    kept.remove();
  }`);
  await page.evaluate(SHOWN_AGAIN);
  expect(seen).toEqual([]);

  const asked = page.waitForRequest(`${stage.support}/v1/ask`);
  await page.evaluate("void document.querySelector('main').append(kept)");

  await asked;
  await box(page).waitFor();
  expect(await destination(page)).toMatchObject({ campaign: 'flood' });
});

it('when the site goes on to another article in the same page, then the gift is counted for that one', async () => {
  const page = await stage.open();
  await stage.read(page, { attributes: 'campaign="flood" article="the-river"' });
  expect(await destination(page)).toMatchObject({ campaign: 'flood', source: 'the-river' });

  await page.evaluate(`{
    const element = document.querySelector('groundswell-appeal');
    element.setAttribute('campaign', 'spring');
    element.setAttribute('article', 'the-bridge');
    element.lang = 'ru-RU';
  }`);

  await expect
    .poll(() => destination(page))
    .toMatchObject({
      lang: 'ru',
      campaign: 'spring',
      source: 'the-bridge',
    });
});

it.each([
  ['ru-RU', 'Поддерживайте'],
  ['RU', 'Поддерживайте'],
  // Aromanian.
  ['rup', 'Support'],
])('when the document is in %s, then so is the appeal, as far as it can', async (lang, word) => {
  const page = await stage.open();
  await stage.read(page, { lang });
  await box(page).waitFor();
  expect(await box(page).innerText()).toContain(word);
});

it('with the colours that a reader’s system forces, what is chosen can be told from what is not', async () => {
  const page = await stage.open();
  await page.emulateMedia({ forcedColors: 'active' });
  await stage.read(page);
  await box(page).waitFor();
  const behind = (what: string) =>
    page.evaluate(`getComputedStyle(document.querySelector('groundswell-appeal').shadowRoot
      .querySelector('${what}')).backgroundColor`);
  expect(await behind('.amount :checked + span')).not.toBe(await behind('section'));
});

it('on paper there is no appeal', async () => {
  const page = await stage.open();
  await stage.read(page);
  await box(page).waitFor();
  await page.emulateMedia({ media: 'print' });
  expect(await appeal(page).isVisible()).toBe(false);
});
