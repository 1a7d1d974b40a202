import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarFile } from '../../src/reminders/ics.ts';

const NOTE = {
  uid: '0123456789abcdef0123456789abcdef',
  day: new Date('2026-12-31T22:15:00Z'),
  madeAt: new Date('2026-11-23T10:00:00.500Z'),
  locale: 'en',
  url: 'https://support.example/?later=AbC&lang=en',
} as const;

/** As RFC 5545 reads it: sections 3.1 (lines), 3.3.11 (text). */
function read(file: string): { name: string; value: string }[] {
  expect(file).not.toMatch(/[^\r]\n|\r[^\n]/);
  const lines = file.split('\r\n');
  expect(lines.pop()).toBe('');
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  return file
    .replaceAll('\r\n ', '')
    .split('\r\n')
    .slice(0, -1)
    .map((line) => {
      const [, name = '', value = ''] = /^([A-Z-]+(?:;[A-Z]+=[A-Za-z]+)*):(.*)$/.exec(line) ?? [];
      expect(name).not.toBe('');
      return { name, value: value.replaceAll(/\\(.)/g, (_, one) => (one === 'n' ? '\n' : one)) };
    });
}

const textOf = (file: string, name: string) =>
  read(file).find((one) => one.name.split(';')[0] === name)?.value;

describe('a calendar file', () => {
  it('is what RFC 5545 says, one note with an alarm', () => {
    expect(read(calendarFile(NOTE))).toEqual([
      { name: 'BEGIN', value: 'VCALENDAR' },
      { name: 'VERSION', value: '2.0' },
      { name: 'PRODID', value: '-//Calendar//Note//EN' },
      { name: 'CALSCALE', value: 'GREGORIAN' },
      { name: 'METHOD', value: 'PUBLISH' },
      { name: 'BEGIN', value: 'VEVENT' },
      { name: 'UID', value: NOTE.uid },
      { name: 'DTSTAMP', value: '20261123T100000Z' },
      { name: 'DTSTART;VALUE=DATE', value: '20261231' },
      { name: 'DTEND;VALUE=DATE', value: '20270101' },
      { name: 'TRANSP', value: 'TRANSPARENT' },
      { name: 'CLASS', value: 'PRIVATE' },
      { name: 'SUMMARY;LANGUAGE=en', value: 'Come back to what I put off' },
      { name: 'DESCRIPTION;LANGUAGE=en', value: `The page I wanted to come back to:\n${NOTE.url}` },
      { name: 'URL', value: NOTE.url },
      { name: 'BEGIN', value: 'VALARM' },
      { name: 'ACTION', value: 'DISPLAY' },
      { name: 'TRIGGER;RELATED=START', value: 'PT10H' },
      { name: 'DESCRIPTION', value: 'Come back to what I put off' },
      { name: 'END', value: 'VALARM' },
      { name: 'END', value: 'VEVENT' },
      { name: 'END', value: 'VCALENDAR' },
    ]);
  });

  it('speaks Russian, and is folded between characters', () => {
    const file = calendarFile({ ...NOTE, locale: 'ru' });

    expect(textOf(file, 'SUMMARY')).toBe('Вернуться к тому, что было отложено');
    expect(file).not.toContain('\uFFFD');
    expect(file).toContain('Вернуться к тому\\, что');
  });

  it('holds whatever address it is given', () => {
    fc.assert(
      fc.property(fc.webUrl({ size: 'large', withQueryParameters: true }), (url) => {
        const file = calendarFile({ ...NOTE, locale: 'ru', url });
        expect(textOf(file, 'URL')?.replaceAll('\\', '')).toBe(url);
        expect(textOf(file, 'DESCRIPTION')).toBe(`Страница, к которой хотелось вернуться:\n${url}`);
      }),
    );
  });

  it('says nothing of giving, nor who made it', () => {
    for (const locale of ['en', 'ru'] as const) {
      const file = calendarFile({ ...NOTE, locale, url: 'https://x.example/' });
      expect(file).not.toMatch(
        /groundswell|newsroom|support|contribut|donat|gift|give|membership|поддерж|пожертв|взнос|дар|редакц/i,
      );
    }
  });
});
