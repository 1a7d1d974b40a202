import { describe, expect, it } from 'vitest';
import { MESSAGES as DOUBLE_MESSAGES } from '../../src/account/doubles/messages.ts';
import { ERASE_PAGE } from '../../src/account/erasure/messages.ts';
import { EXPORT_PAGE } from '../../src/account/export/messages.ts';
import { MESSAGES as LINK_MESSAGES } from '../../src/account/links/messages.ts';
import { MESSAGES as ACCOUNT_MESSAGES } from '../../src/account/pages/messages.ts';
import { PAY_MESSAGES } from '../../src/account/pay/messages.ts';
import { MESSAGES as SIGN_IN_MESSAGES } from '../../src/account/sign-in/messages.ts';
import { renderAppeal } from '../../src/contributions/appeal-page.ts';
import { renderConfirm } from '../../src/contributions/confirm-page.ts';
import { MESSAGES } from '../../src/contributions/messages.ts';
import { renderThankYou } from '../../src/contributions/thank-you-page.ts';
import { LOCALES } from '../../src/platform/locale.ts';
import { minor, money } from '../../src/platform/money.ts';
import { STYLE, STYLE_PATH } from '../../src/platform/style.ts';
import { MESSAGES as REMINDER_MESSAGES } from '../../src/reminders/messages.ts';
import { appealModel, everyPage, pageModel, tags, text, thankYouModel } from './page-models.ts';

const HOSTILE = `"><script>alert('x')</script>&`;

describe.each(LOCALES)('every page in %s', (locale) => {
  const pages = Object.entries(everyPage(locale));

  it.each(pages)(
    '%s says its language, sends no referrer and asks for nothing but the style sheet',
    (_, page) => {
      expect(page.startsWith(`<!doctype html>\n<html lang="${locale}">`)).toBe(true);
      expect(page).toContain('<meta name="referrer" content="no-referrer">');
      const fetched = tags(page, 'link').map(({ href = '' }) => href);
      expect(fetched.filter((href) => !href.startsWith('data:'))).toEqual([STYLE_PATH]);
      expect(page).not.toMatch(/\ssrc=|url\(|@import/);
    },
  );

  it.each(pages)('%s has no script and no style of its own', (_, page) => {
    expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:/i);
  });

  it.each(pages)('%s has one main heading, a way past the header and unique ids', (_, page) => {
    expect(tags(page, 'h1')).toHaveLength(1);
    expect(page).toContain('href="#main"');
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(pages)('%s names every control, and points only at what is there', (_, page) => {
    const labelled = new Set(tags(page, 'label').map((label) => label.for));
    const inLabel = new Set([...page.matchAll(/<label\b[^>]*>(<input\b[^>]*>)/g)].map(([, input]) => input));
    for (const [input] of page.matchAll(/<(?:input|select)\b[^>]*>/g)) {
      const [attributes = {}] = [...tags(input, 'input'), ...tags(input, 'select')];
      const named = attributes.type === 'hidden' || inLabel.has(input) || labelled.has(attributes.id);
      expect(named, input).toBe(true);
    }
    for (const [, ids = ''] of page.matchAll(/aria-(?:describedby|labelledby)="([^"]*)"/g))
      for (const id of ids.split(' ')) expect(page).toContain(`id="${id}"`);
  });
});

describe('the words', () => {
  const ROOMS = [
    ...[MESSAGES, REMINDER_MESSAGES, LINK_MESSAGES, DOUBLE_MESSAGES, ACCOUNT_MESSAGES],
    ...[SIGN_IN_MESSAGES, PAY_MESSAGES, ERASE_PAGE, EXPORT_PAGE],
  ];

  /** Every sentence, with what a function says when it is given figures. */
  function sentences(words: unknown): string[] {
    if (typeof words === 'string') return [words];
    if (typeof words === 'function') return [String(words('monthly', '5')).replace(/^monthly$/, '')];
    return typeof words === 'object' && words !== null ? Object.values(words).flatMap(sentences) : [];
  }

  it('are as many in Russian as in English, and none is left in English', () => {
    const russian = ROOMS.flatMap(({ ru }) => sentences(ru));
    expect(russian).toHaveLength(ROOMS.flatMap(({ en }) => sentences(en)).length);
    expect(russian.filter((sentence) => sentence !== '' && !/[а-яё]/i.test(sentence))).toEqual([]);
  });
});

describe('the appeal', () => {
  it('asks in the newsroom’s words, with the least amount of the currency', () => {
    expect(text(renderAppeal(appealModel()))).toContain('Support us monthly, starting from just $2.');
    expect(text(renderAppeal(appealModel({ currency: 'jpy' })))).toContain('starting from just ¥200.');
    expect(text(renderAppeal(appealModel(pageModel('ru'))))).toContain('от 2 $.');
  });

  it('has monthly and its default amount chosen', () => {
    const checked = tags(renderAppeal(appealModel()), 'input').filter((input) => 'checked' in input);
    expect(checked.map(({ name, value }) => [name, value])).toEqual([
      ['frequency', 'monthly'],
      ['amount_once', '2500'],
      ['amount_monthly', '500'],
      ['amount_annual', '5000'],
    ]);
  });

  it('sends every field that the service reads', () => {
    const page = renderAppeal(appealModel({ campaign: 'autumn', source: 'article-12' }));
    const form = page.slice(page.indexOf('action="/contribute"'), page.indexOf('class="remind"'));
    const names = [...tags(form, 'input'), ...tags(form, 'select')].map(({ name }) => name);
    expect(new Set(names)).toEqual(
      new Set([
        ...[
          'currency',
          'locale',
          'campaign',
          'source',
          'idempotencyKey',
          'frequency',
          'coverCosts',
          'thanks',
          'residence',
        ],
        ...['once', 'monthly', 'annual'].flatMap((often) => [`amount_${often}`, `other_${often}`]),
      ]),
    );
  });

  it('leaves out a campaign and a source that are not known', () => {
    expect(renderAppeal(appealModel())).not.toMatch(/name="(campaign|source)"/);
  });

  it('shows the exact total beside each amount', () => {
    expect(text(renderAppeal(appealModel()))).toContain('$5 $5.46 in all');
  });

  it('warns in both languages before the button, and asks where the reader lives', () => {
    const page = renderAppeal(appealModel());
    const before = page.slice(0, page.indexOf('class="button main"'));
    expect(before).toContain(MESSAGES.en.bank.text);
    expect(before).toContain(MESSAGES.ru.bank.text);
    expect(text(before)).toContain('Prefer not to say / anywhere else Belarus Russia');
    expect(before.indexOf(MESSAGES.ru.bank.text)).toBeLessThan(before.indexOf('name="residence"'));
  });

  it('escapes whatever came from outside', () => {
    const page = renderAppeal(
      appealModel({
        campaign: HOSTILE,
        source: HOSTILE,
        idempotencyKey: HOSTILE,
        chosen: { frequency: 'monthly', other: HOSTILE, coverCosts: false },
        errors: [{ field: 'form', code: HOSTILE }],
      }),
    );
    expect(page).not.toContain('<script');
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"');
  });

  it('gives back what was typed, says what is wrong on top and beside the field, and ties the two', () => {
    const chosen = { frequency: 'annual', other: '1', coverCosts: true } as const;
    const page = renderAppeal(
      appealModel({ chosen, errors: [{ field: 'amount', code: 'amount-below-minimum' }] }),
    );
    expect(page).toContain('<title>Please check: Support us');
    expect(page).toMatch(/role="alert"[\s\S]*<a href="#other-annual">The smallest amount is \$2\.<\/a>/);
    const field = tags(page, 'input').find(({ id }) => id === 'other-annual');
    expect(field).toMatchObject({ value: '1', 'aria-invalid': 'true' });
    expect(field?.['aria-describedby']).toContain('amount-annual-error');
    expect(page).toContain('id="amount-annual-error"');
    expect(tags(page, 'input').find(({ id }) => id === 'coverCosts')).toHaveProperty('checked');
  });

  it('puts an amount that is not among the presets into the reader’s own field', () => {
    const chosen = { frequency: 'monthly', amount: minor(750), coverCosts: false } as const;
    const inputs = tags(renderAppeal(appealModel({ chosen })), 'input');
    expect(inputs.find(({ id }) => id === 'other-monthly')?.value).toBe('7.50');
    expect(inputs.filter((input) => input.name === 'amount_monthly' && 'checked' in input)).toMatchObject([
      { value: 'other' },
    ]);
  });

  it('offers to take up an unfinished contribution', () => {
    const resume = { url: '/resume', frequency: 'monthly', amount: minor(500), currency: 'usd' } as const;
    const page = renderAppeal(appealModel({ resume }));
    expect(text(page)).toContain('You have an unfinished monthly contribution of $5.');
    expect(page).toContain('<a href="/resume">');
  });

  it.each(LOCALES)('weighs less than 30 KB with its style sheet (%s)', (locale) => {
    const page = renderAppeal(appealModel(pageModel(locale)));
    expect(Buffer.byteLength(page) + Buffer.byteLength(STYLE)).toBeLessThan(30_000);
  });
});

describe('the other pages', () => {
  it('shows amount, cost and total before an amount of the reader’s own is paid', () => {
    const fields = { amount_monthly: 'other', other_monthly: HOSTILE, source: undefined };
    const sums = { amount: minor(700), cost: minor(52), total: minor(752) };
    const page = renderConfirm({
      ...pageModel(),
      ...sums,
      frequency: 'monthly',
      currency: 'usd',
      fields,
      backHref: '/',
    });
    expect(text(page)).toMatch(/\$7 .*\$0\.52 .*You pay, every month \$7\.52/);
    expect(tags(page, 'input').map(({ name }) => name)).toEqual([
      'amount_monthly',
      'other_monthly',
      'confirmed',
    ]);
    expect(page).not.toContain('<script');
  });

  it.each(['open', 'processing', 'complete', 'failed', 'expired', 'unknown'] as const)(
    'tells how a payment stands: %s',
    (state) => {
      const page = renderThankYou(thankYouModel({ state, resumeUrl: '/r', refreshUrl: '/t' }));
      expect(tags(page, 'main')[0]?.['data-state']).toBe(state);
      expect(page).toContain(MESSAGES.en.thankYou[state].title);
      expect(page.includes('href="/r"')).toBe(['open', 'failed', 'expired'].includes(state));
      expect(page.includes('href="/t"')).toBe(state === 'open');
    },
  );

  it('thanks for exactly what was paid, in any currency', () => {
    const page = renderThankYou(thankYouModel({ frequency: 'once', total: money(5_250, 'kwd') }));
    expect(text(page)).toContain('Your one-off contribution of KWD 5.250 has arrived.');
  });

  it('gives no details where there are none to give', () => {
    const page = renderThankYou(thankYouModel({ frequency: undefined, total: undefined }));
    expect(text(page)).toContain('Your payment has arrived.');
  });
});
