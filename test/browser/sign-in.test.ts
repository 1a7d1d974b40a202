import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { testClock } from '../support/clock.ts';
import { giveAs, signInTokens } from '../support/sign-in.ts';
import { expectAccessible } from './barriers.ts';
import { useStage } from './stage.ts';

const stage = useStage({ clock: testClock() });
const WORDS = {
  en: { send: 'Send me the link', enter: 'Sign in', again: 'Send me a new link' },
  ru: { send: 'Прислать ссылку', enter: 'Войти', again: 'Прислать новую ссылку' },
};

const stateOf = (page: Page) => page.locator('main').getAttribute('data-state');
const sessions = async () => (await stage.rows('select count(*)::int from identity.sessions'))[0]?.[0];
const sessionOf = async (page: Page) =>
  (await page.context().cookies()).find(({ name }) => name === 'gw_session');

async function askForLink(page: Page, lang: 'en' | 'ru', email: string) {
  await page.locator('#email').fill(email);
  await page.getByRole('button', { name: WORDS[lang].send }).click();
}

describe.each(['en', 'ru'] as const)('signing in, in %s, without a script', (lang) => {
  it('from the form by the mail and one button to the page that was asked for', async () => {
    const email = `walk-${lang}@example.org`;
    await giveAs(stage.service, email);
    const page = await stage.open({ locale: 'de-DE' });
    const { url } = stage.service;
    const to = encodeURIComponent('/account/statements/2026?lang=en');
    await page.goto(`${url}/account/sign-in?lang=${lang}&to=${to}`);
    await expectAccessible(page, lang);
    await askForLink(page, lang, 'nobody');
    await page.getByRole('alert').getByRole('link').click();
    expect(await page.locator('#email').getAttribute('aria-invalid')).toBe('true');
    await expectAccessible(page, lang);
    await askForLink(page, lang, email);
    await page.waitForURL(`${url}/account/sign-in/sent?*`);
    expect(await stateOf(page)).toBe('sent');
    await expectAccessible(page, lang);

    const [token] = await signInTokens(stage.service, email);
    const before = await sessions();
    await page.goto(`${url}/account/enter?token=${token}&lang=${lang}`);
    await expectAccessible(page, lang);
    expect(await sessionOf(page)).toBeUndefined();
    expect(await sessions()).toBe(before);
    await page.getByRole('button', { name: WORDS[lang].enter, exact: true }).click();
    await page.waitForURL(`${url}/account/statements/2026?lang=${lang}`);
    expect(await sessionOf(page)).toMatchObject({ httpOnly: true, sameSite: 'Lax', expires: -1 });

    await page.goto(`${url}/account/enter?token=${token}&lang=${lang}`);
    expect(await stateOf(page)).toBe('used-up');
    await expectAccessible(page, lang);
    await page.getByRole('link', { name: WORDS[lang].again }).click();
    expect(await stateOf(page)).toBe('sign-in');
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);

    await page.goto(`${url}/account/signed-out?lang=${lang}&everywhere=yes`);
    await expectAccessible(page, lang);
  });
});

it.each([
  ['https://evil.example/account'],
  ['//evil.example/account'],
  ['/account/../finance'],
  ['/accounting'],
  ['javascript:alert(1)'],
  ['/\\evil.example/account'],
  ['/account/sign-in?to=/account'],
])('whatever a link says, signing in leads to the account alone: %s', async (to) => {
  const page = await stage.open();
  await page.goto(`${stage.service.url}/account/sign-in?to=${encodeURIComponent(to)}`);
  expect(await page.locator('input[name=to]').getAttribute('value')).toBe('/account');
});
