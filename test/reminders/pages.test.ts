import { describe, expect, it } from 'vitest';
import { renderAsk, renderUsedUp } from '../../src/account/links/link-page.ts';
import { LOCALES } from '../../src/platform/locale.ts';
import { minor } from '../../src/platform/money.ts';
import { renderRemind } from '../../src/reminders/remind-page.ts';
import { renderCancelled, renderReminded } from '../../src/reminders/reminded-page.ts';
import { pageModel, remindedModel, remindModel, tags, text } from '../contributions/page-models.ts';

const HOSTILE = `"><script>alert('x')</script>&`;

describe('the form', () => {
  it('has a month and "just do not ask" chosen', () => {
    const checked = tags(renderRemind(remindModel()), 'input').filter((input) => 'checked' in input);
    expect(checked.map(({ name, value }) => [name, value])).toEqual([
      ['in', 'P1M'],
      ['channel', 'none'],
    ]);
  });

  it('sends what the service reads, and keeps the choice', () => {
    const page = renderRemind(remindModel());
    const fields = [...tags(page, 'input'), ...tags(page, 'select')];
    expect(new Set(fields.map(({ name }) => name))).toEqual(
      new Set([
        ...['form', 'locale', 'frequency', 'amount', 'currency', 'campaign', 'idempotencyKey'],
        ...['in', 'on', 'channel', 'email', 'every', 'residence'],
      ]),
    );
    expect(text(page)).toContain('We keep your choice for you: $5 a month.');
    expect(page).toContain(
      'href="/?frequency=monthly&amp;amount=500&amp;currency=usd&amp;campaign=autumn&amp;lang=en"',
    );
  });

  it('lets a day be chosen from tomorrow up to a year ahead', () => {
    const [date] = tags(renderRemind(remindModel()), 'input').filter(({ type }) => type === 'date');
    expect(date).toMatchObject({ min: '2026-11-24', max: '2027-11-23', value: '' });
  });

  it.each([
    ['en', '23 December 2026', 'From 24 November 2026 to 23 November 2027.'],
    ['ru', '23 декабря 2026 года', 'С 24 ноября 2026 года по 23 ноября 2027 года.'],
  ] as const)('says when each delay ends (%s)', (locale, month, range) => {
    const page = text(renderRemind(remindModel(pageModel(locale))));
    expect(page).toContain(month);
    expect(page).toContain(range);
  });

  it('gives back what was entered, says what is wrong on top and beside the field, and ties the two', () => {
    const entered = { in: 'date', on: '2026-11-01', channel: 'email', email: 'reader@', every: 'P3M' };
    const page = renderRemind(
      remindModel({
        entered,
        errors: [
          { field: 'on', code: 'on-invalid' },
          { field: 'email', code: 'email-invalid' },
        ],
      }),
    );
    expect(page).toContain('<title>Please check: Remind me later');
    expect(page).toMatch(/role="alert"[\s\S]*<a href="#on">Choose a date from 24 November 2026/);
    const email = tags(page, 'input').find(({ id }) => id === 'email');
    expect(email).toMatchObject({ value: 'reader@', 'aria-invalid': 'true' });
    expect(email?.['aria-describedby']).toContain('email-error');
    expect(tags(page, 'input').find(({ id }) => id === 'on')?.value).toBe('2026-11-01');
    expect(page).toContain('<option value="P3M" selected>');
  });

  it('never fills in where the reader lives', () => {
    expect(renderRemind(remindModel())).not.toMatch(/<option value="(RU|BY)" selected/);
  });

  it('escapes whatever came from outside', () => {
    const entered = { in: HOSTILE, on: HOSTILE, channel: HOSTILE, email: HOSTILE, every: HOSTILE };
    const carried = {
      choice: { frequency: 'once', amount: minor(500), currency: 'usd' },
      campaign: HOSTILE,
    } as const;
    const page = renderRemind(
      remindModel({ entered, carried, idempotencyKey: HOSTILE, errors: [{ field: 'form', code: HOSTILE }] }),
    );
    expect(page).not.toContain('<script');
  });
});

describe('what is set', () => {
  it.each([
    ['en', 'on this device until 23 December 2026.'],
    ['ru', 'до 23 декабря 2026 года.'],
  ] as const)('names the day (%s)', (locale, words) => {
    expect(text(renderReminded(remindedModel(pageModel(locale))))).toContain(words);
  });

  it('names the day of the newsroom’s time zone', () => {
    const page = renderReminded(remindedModel({ timeZone: 'Europe/Amsterdam' }));
    expect(text(page)).toContain('until 24 December 2026.');
  });

  it('offers the calendar file with a calendar, and with nothing else', () => {
    const has = (page: string) => page.includes('/v1/reminders/current.ics');
    expect(
      has(renderReminded(remindedModel({ channel: 'calendar', calendarHref: '/v1/reminders/current.ics' }))),
    ).toBe(true);
    expect(has(renderReminded(remindedModel({ channel: 'none' })))).toBe(false);
    expect(has(renderReminded(remindedModel({ channel: 'email' })))).toBe(false);
  });

  it('says that a mail has to be opened first', () => {
    const page = renderReminded(remindedModel({ channel: 'email', unconfirmed: true }));
    expect(text(page)).toContain('One more step: open your mail');
  });

  it('shows the link for another device as text, and leads nowhere with it', () => {
    const page = renderReminded(remindedModel());
    expect(text(page)).toContain('https://support.example/carry?ask=1.2.3.4');
    expect(tags(page, 'a').filter(({ href = '' }) => href.includes('carry'))).toEqual([]);
  });

  it('leads back to the appeal with the choice, also once it is cancelled', () => {
    const carried = { choice: { frequency: 'annual', amount: minor(2000), currency: 'eur' } } as const;
    const href = 'href="/?frequency=annual&amp;amount=2000&amp;currency=eur&amp;lang=en"';
    expect(renderReminded(remindedModel({ carried }))).toContain(href);
    expect(renderCancelled({ ...pageModel(), carried })).toContain(href);
  });
});

describe('behind the links of mails', () => {
  it.each(['confirm', 'unsubscribe', 'erase'] as const)(
    '%s: the token goes nowhere but to the button',
    (deed) => {
      const page = renderAsk({ ...pageModel(), deed, token: 'AAAAAAAAAAAAAAAAAAAAAA' });
      expect(tags(page, 'form')).toMatchObject([
        { method: 'post', action: `/${deed}?token=AAAAAAAAAAAAAAAAAAAAAA&amp;lang=en` },
      ]);
      expect(page.split('AAAAAAAAAAAAAAAAAAAAAA')).toHaveLength(2);
    },
  );

  it.each(LOCALES)('a link of no use says that nothing is left to do (%s)', (locale) => {
    const page = renderUsedUp(pageModel(locale));
    expect(tags(page, 'form')).toEqual([]);
    expect(tags(page, 'main')[0]?.['data-state']).toBe('used-up');
  });
});
