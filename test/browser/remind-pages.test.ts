import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { remindByMail, send, tokenIn } from '../reminders/remind.ts';
import { testClock } from '../support/clock.ts';
import { expectAccessible } from './barriers.ts';
import { useStage } from './stage.ts';
import { askForReminder, choose, fillReminder, visit } from './steps.ts';

const clock = testClock('2026-11-23T18:00:00Z');
const stage = useStage({ clock });
const LOCALES = ['en', 'ru'] as const;
type Locale = (typeof LOCALES)[number];
type Coming = (page: Page, lang: Locale) => Promise<unknown>;

const at = (path: string) => stage.service.url + path;

async function openForm(page: Page, lang: Locale = 'en') {
  await visit(page, stage, { lang, campaign: 'winter' });
  await choose(page, { frequency: 'annual', other: '20' });
  await page.locator('.remind button').click();
  await page.locator('form.later').waitFor();
}

let addresses = 0;

/** As the first mail carries it; how that is asked for on a page is shown in remind-by-mail.test.ts. */
async function freshToken(): Promise<string> {
  addresses += 1;
  await remindByMail(stage.service, { email: `page-${addresses}@example.org` });
  const [mail] = await send(stage.service);
  return tokenIn(mail);
}

const link = (deed: string): Coming => {
  return async (page, lang) => {
    const token = await freshToken();
    await page.goto(at(`/${deed}?token=${token}&lang=${lang}`));
    await page.locator(`main[data-state=${deed}]`).waitFor();
  };
};

/** How a reader comes to each page. */
const PAGES: Record<string, Coming> = {
  'the form': openForm,
  'the form, all of it open': async (page, lang) => {
    await openForm(page, lang);
    await page.locator('#in-date').check();
    await page.locator('#channel-email').check();
  },
  'the form with errors': async (page, lang) => {
    await openForm(page, lang);
    await fillReminder(page, { delay: 'date', channel: 'email', email: 'nobody' });
    await page.getByRole('alert').waitFor();
  },
  'the refusal of a residence': async (page, lang) => {
    await openForm(page, lang);
    await fillReminder(page, { channel: 'email', email: 'reader@example.org', residence: 'RU' });
    await page.locator('.twin').waitFor();
  },
  ...Object.fromEntries(
    (['none', 'calendar', 'email'] as const).map((channel): [string, Coming] => [
      `what is set: ${channel}`,
      async (page, lang) => {
        await openForm(page, lang);
        addresses += 1;
        await fillReminder(
          page,
          channel === 'email' ? { channel, email: `${addresses}@example.org` } : { channel },
        );
        await page.locator('main[data-state]').waitFor();
      },
    ]),
  ),
  'it is cancelled': async (page, lang) => {
    await openForm(page, lang);
    await fillReminder(page, {});
    await page.locator('form.actions button').click();
    await page.locator('main[data-state=cancelled]').waitFor();
  },
  'what to confirm': link('confirm'),
  'whether to stop': link('unsubscribe'),
  'whether to erase': link('erase'),
  ...Object.fromEntries(
    ['reminder', 'newsletter', 'unsubscribed', 'erased'].map((what): [string, Coming] => [
      `what is settled: ${what}`,
      (page, lang) => page.goto(at(`/settled?what=${what}&on=2026-12-23&lang=${lang}`)),
    ]),
  ),
  'a link of no use': (page, lang) => page.goto(at(`/confirm?token=none&lang=${lang}`)),
};

describe.each(LOCALES)('when a machine looks for barriers, in %s, then it finds none', (lang) => {
  it.each(Object.entries(PAGES))('%s', async (_, come) => {
    const page = await stage.open();
    await come(page, lang);
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);

    await expectAccessible(page, lang);
  });
});

describe('the language is changed', () => {
  it('on the form after an error: the form again, with the choice, in the other language', async () => {
    const page = await stage.open();
    await openForm(page);
    await fillReminder(page, { delay: 'date' });
    await page.getByRole('alert').waitFor();

    await page.getByRole('link', { name: 'Русский' }).click();

    await page.waitForURL(/remind-me-later/);
    expect(await page.locator('p.notice').innerText()).toMatch(/20.* в год/);
  });

  it('on a page behind a link: the same page, and its button still works', async () => {
    const page = await stage.open();
    await link('confirm')(page, 'en');

    await page.getByRole('link', { name: 'Русский' }).click();
    await page.locator('form.actions button').click();

    await page.locator('main[data-state=reminder]').waitFor();
    expect(await page.locator('h1').innerText()).toBe('Спасибо, мы вам напомним');
  });
});

describe('the form', () => {
  it('shows the date and the fields of an e-mail only where they are asked for', async () => {
    const page = await stage.open();
    await openForm(page);
    const fields = [page.locator('#on'), page.locator('#email'), page.locator('#residence')];
    for (const field of fields) expect(await field.isVisible()).toBe(false);

    await page.locator('#in-date').check();
    await page.locator('#channel-email').check();

    for (const field of fields) expect(await field.isVisible()).toBe(true);
  });

  it('keeps what was entered when something is wrong, and sends it once that is put right', async () => {
    const page = await stage.open();
    await openForm(page);
    await fillReminder(page, {
      delay: 'date',
      on: '2026-11-23',
      channel: 'email',
      email: 'right@example.org',
      every: 'P6M',
    });
    const alert = page.getByRole('alert');
    expect(await alert.getByRole('link').allInnerTexts()).toEqual([
      'Choose a date from 24 November 2026 to 23 November 2027.',
    ]);
    expect(await page.locator('#email').inputValue()).toBe('right@example.org');
    expect(await page.locator('#every').inputValue()).toBe('P6M');

    await fillReminder(page, { on: '2027-11-23' });

    await page.locator('main[data-state=unconfirmed]').waitFor();
    expect(await page.getByText('until 23 November 2027').count()).toBe(1);
  });

  it('refuses a residence without keeping anything', async () => {
    const page = await stage.open();
    const kept = () => stage.rows('select (select count(*) from reminders), (select count(*) from mails)');
    const before = await kept();
    await visit(page, stage);
    const [response] = await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.status() === 403),
      askForReminder(page, { channel: 'email', email: 'reader@example.org', residence: 'BY' }),
    ]);

    expect(response.headers()['set-cookie']).toBeUndefined();
    expect(await kept()).toEqual(before);
  });
});

describe('by keyboard', () => {
  async function hasFocus(page: Page, target: Locator) {
    return (await target.and(page.locator(':focus')).count()) === 1;
  }

  async function tabTo(page: Page, target: Locator) {
    for (let presses = 0; presses < 40 && !(await hasFocus(page, target)); presses += 1)
      await page.keyboard.press('Tab');
    expect(await hasFocus(page, target), `${target} is reached by Tab`).toBe(true);
  }

  it.each([320, 1280])('alone, %i px wide: from the appeal to a reminder by e-mail', async (width) => {
    const page = await stage.open({ width });
    const { keyboard } = page;
    await visit(page, stage);
    await tabTo(page, page.locator('.remind button'));
    await keyboard.press('Enter');
    await page.locator('form.later').waitFor();
    await tabTo(page, page.locator('#in-P1M'));
    await keyboard.press('ArrowRight');
    expect(await page.locator('#in-P3M').isChecked()).toBe(true);
    await tabTo(page, page.locator('#channel-none'));
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await tabTo(page, page.locator('#email'));
    await keyboard.type(`keyboard-${width}@example.org`);
    await tabTo(page, page.locator('#every'));
    await tabTo(page, page.locator('#residence'));
    await tabTo(page, page.locator('form.later button'));
    await keyboard.press('Enter');

    await page.locator('main[data-state=unconfirmed]').waitFor();
  });

  it('Enter in an amount of one’s own still goes on to pay', async () => {
    const page = await stage.open();
    await visit(page, stage);
    await choose(page, { frequency: 'once', other: '5' });
    await page.locator('#other-once').press('Enter');
    await page.waitForURL(`${stage.stripeUrl}/pay/*`);
  });
});
