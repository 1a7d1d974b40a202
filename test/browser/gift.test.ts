import { describe, expect, it } from 'vitest';
import { revenue } from '../support/reader.ts';
import { useStage } from './stage.ts';
import { choose, expectFits, expectThanks, pay, proceed, sessionOn, visit } from './steps.ts';

const stage = useStage();

describe.each([320, 1280])('a gift without JavaScript, %i px wide', (width) => {
  it.each([
    ['monthly', { preset: 500 }],
    ['once', { other: '5' }],
    ['annual', { other: '5.00' }],
  ] as const)(
    '%s, 5 dollars: when it is paid, the page says complete and the report counts it',
    async (frequency, amount) => {
      const campaign = `${frequency}-${width}`;
      const page = await stage.open({ width });

      await visit(page, stage, { campaign });
      await expectFits(page);
      await choose(page, { frequency, ...amount });
      await expectFits(page);
      await proceed(page);
      await sessionOn(page, stage);
      await expectFits(page);
      expect(await page.locator('.amount').innerText()).toContain('$5 ');
      await pay(page);

      await expectThanks(page, stage, 'complete');
      await expectFits(page);
      expect(await page.locator('main').innerText()).toContain('contribution of $5 has arrived');
      await stage.service.settled();
      expect(await revenue(stage.service, { by: 'frequency', campaign })).toEqual([
        expect.objectContaining({ frequency, count: 1, gross: { amount: 500, currency: 'usd' } }),
      ]);
    },
  );
});
