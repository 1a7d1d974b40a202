import { expect, it } from 'vitest';
import { revenue } from '../support/reader.ts';
import { useStage } from './stage.ts';
import { expectThanks, giveUpTo, pay, sessionOn, visit } from './steps.ts';

const stage = useStage();
const FREQUENCIES = ['once', 'monthly'] as const;
const PRESETS = { once: 1000, monthly: 500 } as const;

const wishFor = (frequency: (typeof FREQUENCIES)[number]) => ({ frequency, preset: PRESETS[frequency] });

async function counted(campaign: string) {
  await stage.service.settled();
  const rows = await revenue(stage.service, { by: 'campaign', campaign });
  return rows.map(({ count, gross }) => ({ count, gross }));
}

const once = (amount: number) => [{ count: 1, gross: { amount, currency: 'usd' } }];

/** The payment that the bank has yet to answer, of the session that was paid last. */
function processingIntent(): string {
  const intent = stage.service.stripe
    .list('payment_intent')
    .findLast(({ status }) => status === 'processing');
  if (intent === undefined) throw new Error('no payment is processing');
  return intent.id;
}

it.each(FREQUENCIES)(
  '%s, a declined card: when another is tried, one payment is counted',
  async (frequency) => {
    const campaign = `declined-${frequency}`;
    const page = await stage.open();
    await giveUpTo(page, stage, wishFor(frequency), { campaign });

    await pay(page, 'declined');
    expect(await page.getByRole('alert').innerText()).toContain('declined');
    expect(await counted(campaign)).toEqual([]);
    await pay(page, 'card');

    await expectThanks(page, stage, 'complete');
    expect(await counted(campaign)).toEqual(once(PRESETS[frequency]));
  },
);

it.each(FREQUENCIES)(
  '%s, a bank debit: while the bank confirms it is processing and not counted, when it succeeds complete and counted',
  async (frequency) => {
    const campaign = `delayed-${frequency}`;
    const page = await stage.open();
    await giveUpTo(page, stage, wishFor(frequency), { campaign });

    await pay(page, 'delayed-success');
    await expectThanks(page, stage, 'processing');
    expect(await counted(campaign)).toEqual([]);
    stage.service.stripe.settle(processingIntent(), 'succeed');
    await stage.service.settled();
    await page.reload();

    await expectThanks(page, stage, 'complete');
    expect(await counted(campaign)).toEqual(once(PRESETS[frequency]));
  },
);

it.each(FREQUENCIES)(
  '%s, a bank debit: when the bank refuses, the page says failed and nothing is counted',
  async (frequency) => {
    const campaign = `refused-${frequency}`;
    const page = await stage.open();
    await giveUpTo(page, stage, wishFor(frequency), { campaign });

    await pay(page, 'delayed-failure');
    await expectThanks(page, stage, 'processing');
    stage.service.stripe.settle(processingIntent(), 'fail');
    await stage.service.settled();
    await page.reload();

    await expectThanks(page, stage, 'failed');
    expect(await page.locator('main').innerText()).toContain('Nothing was taken');
    expect(await counted(campaign)).toEqual([]);
  },
);

it.each(FREQUENCIES)(
  '%s, walking away: the appeal offers to go on, and when that is followed the same checkout is paid once',
  async (frequency) => {
    const campaign = `away-${frequency}`;
    const page = await stage.open();
    const session = await giveUpTo(page, stage, wishFor(frequency), { campaign });

    await page.getByRole('link', { name: 'Go back without paying' }).click();
    await page.waitForURL(`${stage.service.url}/?*`);
    const notice = page.getByRole('status');
    expect(await notice.innerText()).toContain('You have an unfinished');
    await notice.getByRole('link').click();

    expect(await sessionOn(page, stage)).toBe(session);
    await pay(page);
    await expectThanks(page, stage, 'complete');
    expect(await counted(campaign)).toEqual(once(PRESETS[frequency]));
    await visit(page, stage);
    expect(await page.getByRole('status').count()).toBe(0);
  },
);

it.each(FREQUENCIES)(
  '%s, expired: when it is taken up again by Stripe’s link, a new session of the same contribution is paid once',
  async (frequency) => {
    const campaign = `expired-${frequency}`;
    const page = await stage.open();
    const first = await giveUpTo(page, stage, wishFor(frequency), { campaign });
    stage.service.stripe.expire(first);
    await stage.service.settled();

    await page.reload();
    expect(await page.locator('h1').innerText()).toBe('This page has expired');
    await visit(page, stage);
    await page.getByRole('status').getByRole('link').click();
    const second = await sessionOn(page, stage);
    expect(second).not.toBe(first);
    await pay(page);

    await expectThanks(page, stage, 'complete');
    expect(await counted(campaign)).toEqual(once(PRESETS[frequency]));
    const sessions = await stage.rows(
      `select s.id, s.state from checkout_sessions s join contributions c on c.id = s.contribution_id
        where c.campaign = $1 order by s.state`,
      [campaign],
    );
    expect(sessions).toEqual([
      [second, 'complete'],
      [first, 'expired'],
    ]);
    expect(await stage.rows('select 1 from contributions where campaign = $1', [campaign])).toHaveLength(1);
  },
);

it('taken up again and paid, but the news is late: when the reader comes back, the page does not say that it expired', async () => {
  const { stripe, settled } = stage.service;
  const page = await stage.open();
  stripe.expire(await giveUpTo(page, stage, wishFor('once')));
  await settled();
  await visit(page, stage);
  await page.getByRole('status').getByRole('link').click();
  await sessionOn(page, stage);

  stripe.delivery.setFaults({ hold: true });
  await pay(page);
  await expectThanks(page, stage, 'open');
  expect(await page.locator('main').innerText()).not.toContain('Nothing was taken');
  stripe.delivery.setFaults({});
  await settled();
  await page.getByRole('link', { name: 'Check again' }).click();

  await expectThanks(page, stage, 'complete');
});

it('expired while the reader was away: the thank-you page says so and leads back to a pay page', async () => {
  const page = await stage.open();
  const session = await giveUpTo(page, stage, wishFor('once'));
  const thanks =
    stage.service.stripe.get('checkout.session', session)?.success_url?.split('&session')[0] ?? '';
  stage.service.stripe.expire(session);
  await stage.service.settled();

  await page.goto(thanks);
  await expectThanks(page, stage, 'expired');
  await page.getByRole('link', { name: 'Go on to payment' }).click();

  expect(await sessionOn(page, stage)).not.toBe(session);
});

it('another browser: when it opens the thank-you page of a gift, it is told nothing about it', async () => {
  const page = await stage.open();
  await giveUpTo(page, stage, wishFor('once'));
  await pay(page);
  await expectThanks(page, stage, 'complete');

  const other = await stage.open();
  await other.goto(page.url());

  await expectThanks(other, stage, 'unknown');
  expect(await other.locator('main').innerText()).not.toMatch(/\$|10/);
});
