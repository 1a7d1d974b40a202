import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { testClock } from '../support/clock.ts';
import { useStage } from './stage.ts';
import { amountChoice, askForReminder, choose, visit } from './steps.ts';

const stage = useStage({ clock: testClock('2026-11-23T18:00:00Z') });

/** RFC 5545: long lines are folded; the first of each name. */
function parse(file: string): Map<string, string> {
  const lines = file.replaceAll('\r\n ', '').split('\r\n');
  return new Map(
    lines.reverse().map((line) => {
      const [name = '', ...value] = line.split(':');
      return [name.split(';')[0] ?? '', value.join(':').replaceAll(/\\([,;\\])/g, '$1')];
    }),
  );
}

it.each(['en', 'ru'] as const)(
  'a note for the calendar, in %s: a file for that day, whose link brings the choice back',
  async (lang) => {
    const page = await stage.open();
    await visit(page, stage, { lang, campaign: 'winter' });
    await choose(page, { frequency: 'annual', preset: 6000 });
    const rows = () =>
      stage.rows('select (select count(*) from reminders), (select count(*) from ask_clocks)');
    const before = await rows();
    await askForReminder(page, { delay: 'date', on: '2027-01-31', channel: 'calendar' });
    await page.locator('main[data-state=calendar]').waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a.main[href*=ics]').click(),
    ]);

    const file = parse(await readFile(await download.path(), 'utf8'));
    expect(download.suggestedFilename()).toMatch(/\.ics$/);
    expect([file.get('BEGIN'), file.get('VERSION')]).toEqual(['VCALENDAR', '2.0']);
    expect(file.get('DTSTART')).toMatch(/^20270131/);
    expect(/[а-я]/i.test(file.get('SUMMARY') ?? '')).toBe(lang === 'ru');
    expect(await rows()).toEqual(before);

    const link = /https?:\/\/\S+later=[\w-]+(?:&\S+)?/.exec([...file.values()].join('\n'))?.[0] ?? '';
    expect(link).not.toContain('6000');
    await page.goto(link);
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    expect(await page.locator('#frequency-annual').isChecked()).toBe(true);
    expect(await amountChoice(page, 'annual', '6000').isChecked()).toBe(true);
    const hidden = (name: string) => page.locator(`form.give input[name=${name}]`).getAttribute('value');
    expect([await hidden('source'), await hidden('campaign')]).toEqual(['reminder-calendar-date', 'winter']);
  },
);
