import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { axeViolations } from '../support/browser.ts';
import { expectFits } from './steps.ts';

const NARROW = ['light', 320] as const;
const WIDE = ['dark', 1280] as const;
/** The other language has other words, in the same colours. */
const WINDOWS = { en: [WIDE, NARROW], ru: [NARROW] };

/** Dark on a wide window, light on a narrow one: nothing keeps anybody out, and nobody scrolls sideways. */
export async function expectAccessible(page: Page, lang: keyof typeof WINDOWS = 'en') {
  for (const [colorScheme, width] of WINDOWS[lang]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    expect(await axeViolations(page), `${colorScheme}, ${width} px wide`).toEqual([]);
    await expectFits(page);
  }
}
