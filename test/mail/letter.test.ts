import { expect, it } from 'vitest';
import type { Letter } from '../../src/platform/mail/letter.ts';
import { letterHtml } from '../../src/platform/mail/letter-html.ts';
import { letterText } from '../../src/platform/mail/letter-text.ts';

const HREF = `https://support.example/?later=${'a'.repeat(90)}`;
const LETTER: Letter = {
  locale: 'ru',
  subject: 'Вы просили напомнить',
  blocks: [
    { kind: 'text', text: `Здравствуйте!\n${'Вы просили нас написать вам сегодня. '.repeat(6).trim()}` },
    { kind: 'action', label: 'Продолжить', href: HREF },
    {
      kind: 'footer',
      lines: [
        {
          text: 'Больше не нужно?',
          label: 'Отписаться',
          href: 'https://support.example/unsubscribe?token=b',
        },
        { text: 'Стереть всё:', label: 'стереть', href: 'https://support.example/erase?token=b' },
        { text: 'Адрес мы уже удалили.' },
      ],
    },
  ],
};

it('as text: lines of 72 characters at most, each link whole and on a line of its own', () => {
  const text = letterText(LETTER, 'Редакция');

  const lines = text.split('\n');
  expect(lines.filter((line) => line.length > 72)).toEqual([HREF]);
  expect(lines).toContain('https://support.example/unsubscribe?token=b');
  expect(lines).toContain('Здравствуйте!');
  expect(text).toMatchInlineSnapshot(`
    "Здравствуйте!
    Вы просили нас написать вам сегодня. Вы просили нас написать вам
    сегодня. Вы просили нас написать вам сегодня. Вы просили нас написать
    вам сегодня. Вы просили нас написать вам сегодня. Вы просили нас
    написать вам сегодня.

    Продолжить:
    https://support.example/?later=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa

    --

    Больше не нужно? Отписаться:
    https://support.example/unsubscribe?token=b

    Стереть всё:
    https://support.example/erase?token=b

    Адрес мы уже удалили.

    Редакция
    "
  `);
});

it('as HTML it says the same, in its language, and fetches nothing', () => {
  const html = letterHtml(LETTER, 'Редакция');

  expect(html).toContain('<html lang="ru">');
  expect(html).toContain('<title>Вы просили напомнить</title>');
  expect(html).toContain('Редакция');
  for (const words of [
    'Здравствуйте!',
    'Продолжить',
    'Больше не нужно?',
    'Отписаться',
    'Адрес мы уже удалили.',
  ])
    expect(html).toContain(words);
  expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
    HREF,
    'https://support.example/unsubscribe?token=b',
    'https://support.example/erase?token=b',
  ]);
  expect(html).not.toMatch(
    /<(?:img|script|link|iframe|table|form|video|object)|src=|url\(|@import|@font-face/i,
  );
});

it('what is put in is escaped', () => {
  const html = letterHtml(
    { ...LETTER, subject: '<b>', blocks: [{ kind: 'text', text: '<img src=x>' }] },
    '"&"',
  );

  expect(html).toContain('<title>&lt;b&gt;</title>');
  expect(html).toContain('&lt;img src=x&gt;');
  expect(html).toContain('&quot;&amp;&quot;');
});
