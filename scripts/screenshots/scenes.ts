import type { Page } from 'playwright-core';
import { give } from '../../test/support/reader.ts';
import { signInTokens } from '../../test/support/sign-in.ts';
import type { Look, Studio } from './studio.ts';

type Scene = (page: Page, studio: Studio, look: Look) => Promise<unknown>;

const STORY = {
  en: {
    title: 'The river rose for three days before the ministry picked up the telephone',
    text: 'By then the lower town had learnt to help itself. Boats went out by night, with the names of the missing on slips of paper, and came back by morning with most of them.',
  },
  ru: {
    title: 'Вода прибывала три дня, прежде чем в министерстве сняли трубку',
    text: 'К тому времени нижний город научился справляться сам. Лодки уходили ночью, с именами пропавших на клочках бумаги, и к утру возвращались почти со всеми.',
  },
};

/** A newspaper's page, as plain as can be. */
const PAPER = `:root { color-scheme: light dark }
body { margin: 0; font: 1.125rem/1.6 system-ui, sans-serif; background: Canvas; color: CanvasText }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem } groundswell-appeal { margin-block: 2rem }
h1 { font-size: clamp(1.5rem, 5vw, 2.25rem); line-height: 1.2 }`;

export const SCENES = {
  appeal: (page, { support }, { lang }) => page.goto(`${support}/?lang=${lang}`),
  'remind-me-later': (page, { support }, { lang }) =>
    page.goto(`${support}/remind-me-later?frequency=monthly&amount=500&currency=usd&lang=${lang}`),
  'thank-you': async (page, studio, { lang }) => {
    await page.goto(`${studio.support}/?frequency=monthly&amount=500&currency=usd&lang=${lang}`);
    await page.locator('form[action="/contribute"] button.main').click();
    await page.waitForURL(`${studio.service.context.settings.STRIPE_API_URL}/pay/*`);
    await page.locator('input[name=email]').fill('reader@example.org');
    await page.locator('input[name=method][value=card]').check();
    await page.locator('button.pay').click();
    await page.waitForURL(`${studio.support}/thank-you?*`);
    await studio.service.settled();
    await page.reload();
  },
  account: async (page, studio, { lang }) => {
    const email = `member-${lang}@example.org`;
    await give(studio.service, { email });
    await page.goto(`${studio.support}/account/sign-in?lang=${lang}`);
    await page.locator('#email').fill(email);
    await page.locator('main form button').click();
    await page.waitForURL('**/sent?*');
    const token = (await signInTokens(studio.service, email)).at(-1);
    await page.goto(`${studio.support}/account/enter?token=${token}&lang=${lang}`);
    await page.locator('main form button').first().click();
    await page.waitForURL(`${studio.support}/account?*`);
  },
  article: async (page, { site }, { lang }) => {
    const story = lang === 'ru' ? STORY.ru : STORY.en;
    await page.goto(site.publish({ ...story, lang, above: 12, below: 6, style: PAPER }));
    await page.locator('groundswell-appeal h2').waitFor();
    await page.evaluate(
      "{ const { top } = document.querySelector('groundswell-appeal').getBoundingClientRect(); scrollTo(0, top - 120) }",
    );
  },
} satisfies Record<string, Scene>;

export type SceneName = keyof typeof SCENES;
