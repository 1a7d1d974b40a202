import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { tellMembers } from '../../src/account/notices/tell-members.ts';
import { MINUTE, SECOND } from '../../src/platform/time.ts';
import { sendDueMails } from '../../src/worker.ts';
import { billed, expectToAgree, type Member, memberWith } from '../account/changing.ts';
import { testClock } from '../support/clock.ts';
import { signInTokens } from '../support/sign-in.ts';
import { expectAccessible } from './barriers.ts';
import { useStage } from './stage.ts';

const clock = testClock('2026-11-23T10:00:00Z');
const stage = useStage({ clock, renewals: 'automatic' });

function emailOf({ membershipId }: Member): string {
  const { stripe } = stage.service;
  const customer = stripe.get('subscription', membershipId)?.customer;
  return stripe.list('customer').find(({ id }) => id === customer)?.email ?? '';
}

/** Signs in as a reader does, by the mail; a month later that is needed again. */
async function signIn(page: Page, member: Member, lang = 'en') {
  const { service } = stage;
  const email = emailOf(member);
  await page.goto(`${service.url}/account?lang=${lang}`);
  if (!page.url().includes('/sign-in')) return;
  await page.locator('#email').fill(email);
  await page.locator('main form button').click();
  await page.waitForURL('**/sent?*');
  const token = (await signInTokens(service, email)).at(-1);
  await page.goto(`${service.url}/account/enter?token=${token}&lang=${lang}`);
  await page.locator('main form button').first().click();
  await page.waitForURL(`${service.url}/account**`);
  if (lang !== 'en') await page.goto(`${service.url}/account?lang=${lang}`);
}

const card = (page: Page) => page.locator('.plan').first();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click();

/** What the page says, once the page, the sandbox and the books have been found to agree. */
async function told(page: Page, member: Member): Promise<string> {
  await stage.service.settled();
  await expectToAgree(stage.service, member);
  await page.reload();
  return (await card(page).innerText()).replaceAll(/\s+/g, ' ');
}

const notice = (page: Page) => page.locator('.deed > .notice h2').innerText();

/** To a moment, with all that falls due at Stripe until then. */
async function goTo(instant: string) {
  clock.moveTo(new Date(instant));
  stage.service.stripe.tick();
  await stage.service.settled();
}

/** Sent to a member about their membership, the oldest first, once the jobs of these minutes have run. */
async function sent(member: Member) {
  const { service } = stage;
  for (const _ of [1, 2]) {
    await tellMembers(service.context);
    await sendDueMails(service.context);
    clock.advance(6 * MINUTE);
  }
  const email = emailOf(member);
  return service.mail
    .messages()
    .filter(({ to, text }) => to.includes(email) && !text.includes('/account/enter?'));
}
const mails = async (member: Member) => (await sent(member)).map(({ subject }) => subject);
const lastText = async (member: Member) => (await sent(member)).at(-1)?.text.replaceAll(/\s+/g, ' ') ?? '';
const lastLink = async (member: Member) =>
  /\/account\/pay\?\S+/.exec((await sent(member)).at(-1)?.text ?? '')?.[0];

const hasBenefits = async (page: Page) => {
  const answer = await page.request.get(`${stage.service.url}/v1/benefits`);
  return z.object({ token: z.string().nullable() }).parse(await answer.json()).token !== null;
};

describe('a membership, without a script', () => {
  it('changes its amount, and says first what is going to be charged', async () => {
    const member = await memberWith(stage.service);
    clock.advance(SECOND);
    const page = await stage.open();
    await signIn(page, member);
    expect(await told(page, member)).toContain('The next charge is $5 on 23 December 2026.');
    await expectAccessible(page);

    await follow(page, 'Change the amount');
    await expectAccessible(page);
    await page.locator('input[name=amount][value=other]').check();
    await page.locator('#other').fill('1');
    await press(page, 'Continue');
    expect(await page.locator('#errors').innerText()).toContain('The smallest amount is $2.');
    await expectAccessible(page);
    await page.locator('#other').fill('15');
    await press(page, 'Continue');
    expect(await page.locator('main').innerText()).toContain('From 23 December 2026 you give $15 a month.');
    await expectAccessible(page);
    await press(page, 'Give $15 a month');
    expect(await notice(page)).toBe('The amount is changed');
    expect(await told(page, member)).toContain('The next charge is $15 on 23 December 2026.');
  });

  it('changes its frequency, and is charged as it was told', async () => {
    const member = await memberWith(stage.service, { amount: 1500 });
    clock.advance(SECOND);
    const page = await stage.open();
    await signIn(page, member);
    await follow(page, 'Change how often');
    await expectAccessible(page);
    expect(await page.locator('#other').inputValue()).toBe('180.00');
    await page.locator('input[name=amount][value="12000"]').check();
    await press(page, 'Continue');
    await press(page, 'Give $120 a year');
    expect(await notice(page)).toBe('How often you give will change');
    expect(await told(page, member)).toContain('On 23 December 2026 it becomes $120 a year');

    await goTo('2026-12-23T12:00:00Z');
    await signIn(page, member);
    expect(await told(page, member)).toContain('$120 a year The next charge is $120 on 23 December 2027.');
    expect(await page.locator('.history tbody tr').first().innerText()).toMatch(
      /23 December 2026\s+Annual\s+\$120/,
    );
  });

  it('pauses for as long as it was told, and is cancelled in two clicks, kept, and let end', async () => {
    clock.moveTo(new Date('2027-01-31T10:00:00Z'));
    const member = await memberWith(stage.service);
    clock.advance(SECOND);
    const page = await stage.open();
    await signIn(page, member);
    await follow(page, 'Pause');
    await expectAccessible(page);
    await page.locator('#months-2').check();
    await press(page, 'Continue');
    expect(await page.locator('main').innerText()).toContain('Nothing is charged until 30 April 2027.');
    await press(page, 'Pause');
    expect(await notice(page)).toBe('Your support is paused');
    expect(await told(page, member)).toContain(
      'Paused until 29 April 2027. The next charge is $5 on 30 April 2027.',
    );
    await goTo('2027-04-29T09:00:00Z');
    await signIn(page, member);
    expect(await page.locator('.history tbody tr').count()).toBe(1);
    expect(await told(page, member)).toContain('Paused');
    await goTo('2027-05-01T10:00:00Z');
    await signIn(page, member);
    expect(await told(page, member)).toMatch(/^Active .* The next charge is \$5 on 31 May 2027\./);
    expect(await page.locator('.history tbody tr').count()).toBe(2);

    await follow(page, 'Cancel');
    await expectAccessible(page);
    expect(await page.locator('main').innerText()).toContain('It is paid for until 31 May 2027');
    await press(page, 'Cancel my support');
    expect(await notice(page)).toBe('Your support is cancelled');
    expect(await told(page, member)).toContain('It ends on 31 May 2027. Nothing more is charged.');
    await expectAccessible(page);
    clock.advance(SECOND);
    await press(page, 'Keep my support');
    expect(await notice(page)).toBe('Your support stays');
    expect(await told(page, member)).toContain('The next charge is $5 on 31 May 2027.');
    clock.advance(SECOND);
    await follow(page, 'Cancel');
    await page.getByLabel('I seldom read you').check();
    await press(page, 'Cancel my support');
    await goTo('2027-06-01T10:00:00Z');
    await signIn(page, member);
    expect(await told(page, member)).toMatch(/^Ended .* It ended on 31 May 2027\./);
    expect(await page.locator('.history tbody tr').count()).toBe(2);
  });

  it('whose renewal fails is put right at the payment provider, in Russian', async () => {
    clock.moveTo(new Date('2028-01-10T10:00:00Z'));
    const member = await memberWith(stage.service);
    clock.advance(SECOND);
    stage.service.stripe.renew(member.membershipId, 'declined');
    await stage.service.settled();
    const page = await stage.open();
    await signIn(page, member, 'ru');
    expect(await told(page, member)).toContain('Последний платёж не прошёл: 5 $.');
    await expectAccessible(page, 'ru');
    await follow(page, 'Обновить способ оплаты');
    await expectAccessible(page, 'ru');
    await press(page, 'Выбрать другую карту или способ');
    await page.waitForURL(`${stage.stripeUrl}/portal/**`);
    await page.locator('button.pay').click();
    await page.waitForURL(`${stage.service.url}/account/pay?*`);
    await expectAccessible(page, 'ru');
    clock.advance(SECOND);
    await press(page, 'Повторить платёж');
    expect(await page.getByRole('status').innerText()).toBe('Спасибо, платёж прошёл.');
    await follow(page, 'Перейти в личный кабинет');
    expect(await told(page, member)).toMatch(/^Действует .* Следующее списание: 5 \$, 10 марта 2028 года\./);
    expect(await page.locator('.history tbody tr').count()).toBe(2);
    // Who was quicker than the mail needs none.
    expect(await mails(member)).toEqual([]);
  });

  it('whose renewal fails is put right by the link in the mail, without signing in', async () => {
    clock.moveTo(new Date('2028-03-10T10:00:00Z'));
    const member = await memberWith(stage.service);
    stage.service.stripe.plan(member.membershipId, 'declined');
    await goTo('2028-04-11T10:00:00Z');
    expect(await mails(member)).toEqual(['Something needs your attention']);

    const page = await stage.open();
    await page.goto(`${stage.service.url}${await lastLink(member)}`);
    expect(await page.locator('main').innerText()).toContain('It was tried on 10 April 2028.');
    await press(page, 'Use another card or method');
    await page.waitForURL(`${stage.stripeUrl}/portal/**`);
    await page.locator('button.pay').click();
    await page.waitForURL(`${stage.service.url}/account/pay?*`);
    clock.advance(SECOND);
    await press(page, 'Try the payment again');
    expect(await page.locator('main').innerText()).toContain('Thank you: the payment has gone through.');
    await page.goto(`${stage.service.url}/account`);
    expect(page.url()).toContain('/sign-in');

    await goTo('2028-04-12T10:00:00Z');
    expect(await mails(member)).toEqual(['Something needs your attention', 'All is well again']);
    await signIn(page, member);
    expect(await told(page, member)).toMatch(/^Active .* The next charge is \$5 on 10 May 2028\./);
    expect(billed(stage.service, member)).toEqual(['500 paid', '500 paid']);
    await goTo('2028-05-11T10:00:00Z');
    expect(billed(stage.service, member)).toEqual(['500 paid', '500 paid', '500 paid']);
  });

  it('that nobody pays for ends: it is said, and what came with it is over', async () => {
    clock.moveTo(new Date('2028-07-10T10:00:00Z'));
    const member = await memberWith(stage.service);
    const customer = stage.service.stripe.get('subscription', member.membershipId)?.customer ?? '';
    stage.service.stripe.replaceMethod(customer, 'declined-later');
    await goTo('2028-08-12T10:00:00Z');
    const page = await stage.open();
    await signIn(page, member);
    expect(await told(page, member)).toContain(
      'The last payment did not go through: $5. It is tried again on',
    );
    expect(await hasBenefits(page)).toBe(true);

    await mails(member);
    await goTo('2028-08-26T10:00:00Z');
    await signIn(page, member);
    expect(await told(page, member)).toMatch(/^Ended .* It ended on \d+ \w+ 2028\./);
    expect(await hasBenefits(page)).toBe(false);
    const subjects = await mails(member);
    expect(subjects.at(-1)).toBe('A short notice');
    expect(subjects.filter((subject) => subject === 'A short notice')).toHaveLength(1);
    expect(await lastText(member)).toContain(
      'because it could not be renewed. Nothing more is taken, and nothing is owed.',
    );
    expect(await page.locator('.history tbody tr').count()).toBe(1);
  });

  it('whose giver leaves while a payment is owed is told first that it ends at once', async () => {
    clock.moveTo(new Date('2028-10-10T10:00:00Z'));
    const member = await memberWith(stage.service);
    stage.service.stripe.plan(member.membershipId, 'declined');
    await goTo('2028-11-11T10:00:00Z');
    const page = await stage.open();
    await signIn(page, member);
    await follow(page, 'Cancel');
    await expectAccessible(page);
    expect(await page.locator('main').innerText()).toContain(
      'It ends at once, and the payment that did not go through, $5, is not tried again: nothing more is charged.',
    );
    expect(await page.getByRole('link', { name: 'Update how you pay' }).isVisible()).toBe(true);
    await press(page, 'Cancel my support');
    expect(await notice(page)).toBe('Your support is cancelled');
    expect(await told(page, member)).toMatch(/^Ended .* It ended on 11 November 2028\./);
    expect(await lastText(member)).toContain('Your membership has ended, as you asked.');
    await goTo('2028-12-12T10:00:00Z');
    expect(billed(stage.service, member)).toEqual(['500 paid', '500 void']);
  });

  it('that is charged once a year says so two weeks before, once', async () => {
    clock.moveTo(new Date('2029-01-10T10:00:00Z'));
    const member = await memberWith(stage.service, { frequency: 'annual', amount: 6000 });
    clock.moveTo(new Date('2029-12-26T09:00:00Z'));
    await goTo('2029-12-27T09:00:00Z');
    expect(await mails(member)).toEqual([]);
    await goTo('2029-12-27T10:30:00Z');
    expect(await lastText(member)).toContain('In 14 days, on 10 January 2030');
    await goTo('2030-01-11T10:00:00Z');
    expect(await mails(member)).toEqual(['A date to know about']);
    const page = await stage.open();
    await signIn(page, member);
    expect(await told(page, member)).toContain('The next charge is $60 on 10 January 2031.');
    expect(billed(stage.service, member)).toEqual(['6000 paid', '6000 paid']);
  });

  it('is printed as a statement', async () => {
    const member = await memberWith(stage.service, { amount: 2000, currency: 'kwd' });
    const page = await stage.open();
    for (const lang of ['en', 'ru'] as const) {
      await signIn(page, member, lang);
      await page.locator('a[href^="/account/statements/"]').click();
      await expectAccessible(page, lang);
    }
    expect(await page.locator('tfoot').innerText()).toMatch(/2,000\sKWD/);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.back').isVisible()).toBe(false);
  });
});
