import { describe, expect, it } from 'vitest';
import { NOTICES } from '../../src/account/notices/notice-mail.ts';
import { mailPreviewRoutes } from '../../src/desk/mail-preview-routes.ts';
import { previewMails } from '../../src/desk/mail-previews.ts';
import { LOCALES, plural } from '../../src/platform/locale.ts';
import { letterHtml } from '../../src/platform/mail/letter-html.ts';
import { letterText } from '../../src/platform/mail/letter-text.ts';
import { readSettings } from '../../src/platform/settings.ts';
import { startService } from '../support/service.ts';

const NEWSROOM = 'The Example';
const publicUrl = 'https://support.example';
const settings = readSettings({ NODE_ENV: 'test', NEWSROOM_NAME: NEWSROOM });

const MAILS = LOCALES.flatMap((locale) =>
  Object.entries(previewMails({ publicUrl, settings }, locale)).map(([name, letter]) => ({
    name: `${name}.${locale}`,
    letter,
    text: letterText(letter, NEWSROOM),
    html: letterHtml(letter, NEWSROOM),
  })),
);

describe.each(MAILS)('$name', ({ name, letter, text, html }) => {
  it('reads as it was approved, as text and as HTML', async () => {
    await expect(`${letter.subject}\n\n${text}`).toMatchFileSnapshot(`previews/${name}.txt`);
    await expect(html).toMatchFileSnapshot(`previews/${name}.html`);
  });

  it('gives nothing away to whoever sees it come in', () => {
    expect(letter.subject).not.toMatch(
      /donat|support|gift|give|contribut|member|money|pay|charge|поддерж|пожертв|взнос|подар|участ|деньг|плат|спис/i,
    );
    expect(`${letter.subject} ${text}`).not.toMatch(/[$€£¥₽₴]|\b(?:USD|EUR|GBP|RUB)\b|\d[.,]\d{2}\b|\d руб/i);
  });

  it('fetches nothing, and its links lead to us and tell us nothing but what they are for', () => {
    expect(html).not.toMatch(/<(?:img|script|link|iframe|video|object)|\ssrc=|url\(|@import|@font-face/i);
    for (const [address] of [...text.matchAll(/https?:\S+/g), ...html.matchAll(/https?:[^"\s<]+/g)]) {
      const { origin, searchParams } = new URL(address.replaceAll('&amp;', '&'));
      expect(origin).toBe(publicUrl);
      expect(['lang', 'later', 'token', 'answer']).toEqual(expect.arrayContaining([...searchParams.keys()]));
    }
  });

  it('has the link that erases everything, unless that is what it tells', () => {
    expect(text.includes('/erase?token=')).toBe(!name.startsWith('erased'));
  });
});

it('there is a preview of every notice', () => {
  const context = { publicUrl, settings };
  const names = Object.keys(previewMails(context, 'en'));
  for (const kind of Object.keys(NOTICES)) expect(names.some((name) => name.startsWith(kind))).toBe(true);
});

it('a subject of the newsroom stands over all that members are told, the last mail too', () => {
  const neutral = { publicUrl, settings: { ...settings, NOTICE_SUBJECT: 'From the newsroom' } };
  const { erased, paused } = previewMails(neutral, 'ru');
  expect([erased?.subject, paused?.subject]).toEqual(['From the newsroom', 'From the newsroom']);
});

it.each([
  [1, '1 день'],
  [2, '2 дня'],
  [5, '5 дней'],
  [11, '11 дней'],
  [14, '14 дней'],
  [21, '21 день'],
  [22, '22 дня'],
])('%i has its own ending in Russian', (count, text) => {
  const forms = { one: 'день', few: 'дня', many: 'дней', other: 'дня' };

  expect(plural('ru', count, forms).replace('\u00a0', ' ')).toBe(text);
});

describe('the page of previews', () => {
  it('shows each mail, by no rule but those of its own style', async () => {
    const service = await startService({ settings: { NODE_ENV: 'development' } });
    try {
      const page = await fetch(`${service.url}/mails`);
      const body = await page.text();
      for (const { name } of MAILS) expect(body).toContain(`id="${name.replace('.', '-')}"`);
      const mail = await fetch(`${service.url}/mails/renewal?lang=ru`);
      expect(await mail.text()).toContain('<html lang="ru">');
      expect(mail.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
      expect((await fetch(`${service.url}/mails/constructor`)).status).toBe(404);
    } finally {
      await service.stop();
    }
  });

  it.each(['test', 'production'] as const)('is not there in %s', (NODE_ENV) => {
    expect(mailPreviewRoutes({ publicUrl, settings: { ...settings, NODE_ENV } })).toEqual([]);
  });
});
