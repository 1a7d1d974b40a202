import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, dayAt, dayText, HOUR, instantAt, isTimeZone, parseDay, plus } from '../../src/platform/time.ts';
import {
  askAgainAt,
  faultOfDay,
  mailAt,
  nextAfter,
  notBefore,
  type When,
  whenAwake,
} from '../../src/reminders/rules.ts';

const at = (text: string) => new Date(text);
const ZONES = [
  'UTC',
  'Europe/Amsterdam',
  'Europe/Moscow',
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Asia/Kathmandu',
  'Africa/Casablanca',
];
const zones = fc.constantFrom(...ZONES);
const instants = fc.date({
  min: at('2024-01-01T00:00:00Z'),
  max: at('2034-01-01T00:00:00Z'),
  noInvalidDate: true,
});
const minutes = fc.integer({ min: 0, max: 59 });
const spans = fc.constantFrom<When['delay']>('P1W', 'P1M', 'P3M');

describe('until when the ask is hidden', () => {
  it.each([
    ['a week', '2026-12-29T23:30:00Z', { delay: 'P1W' }, '2027-01-05T23:30:00Z'],
    ['a month', '2026-11-23T10:00:00Z', { delay: 'P1M' }, '2026-12-23T10:00:00Z'],
    ['a month from 31 January', '2026-01-31T10:00:00Z', { delay: 'P1M' }, '2026-02-28T10:00:00Z'],
    [
      'a month from 31 January of a leap year',
      '2028-01-31T10:00:00Z',
      { delay: 'P1M' },
      '2028-02-29T10:00:00Z',
    ],
    ['a month from 29 February', '2028-02-29T10:00:00Z', { delay: 'P1M' }, '2028-03-29T10:00:00Z'],
    ['three months over the new year', '2026-11-30T10:00:00Z', { delay: 'P3M' }, '2027-02-28T10:00:00Z'],
    [
      'a day that was named',
      '2026-11-23T10:17:03Z',
      { delay: 'date', day: '2027-02-28' },
      '2027-02-28T10:17:03Z',
    ],
    [
      'tomorrow where it is still yesterday',
      '2026-11-23T01:00:00Z',
      { delay: 'date', day: '2026-11-23' },
      '2026-11-24T01:00:00Z',
    ],
  ] satisfies [string, string, When, string][])('%s', (_, now, when, until) => {
    expect(askAgainAt(at(now), when)).toEqual(at(until));
  });
});

describe('when the mail goes out', () => {
  it.each([
    ['in winter', '2026-11-23T10:00:00Z', { delay: 'P1M' }, 'Europe/Amsterdam', '2026-12-23T09:07:00Z'],
    [
      'into summer time',
      '2027-03-01T10:00:00Z',
      { delay: 'P1M' },
      'Europe/Amsterdam',
      '2027-04-01T08:07:00Z',
    ],
    [
      'on the day on which clocks go forward',
      '2027-03-21T10:00:00Z',
      { delay: 'P1W' },
      'Europe/Amsterdam',
      '2027-03-28T08:07:00Z',
    ],
    [
      'on the day on which clocks go back',
      '2026-10-18T10:00:00Z',
      { delay: 'P1W' },
      'Europe/Amsterdam',
      '2026-10-25T09:07:00Z',
    ],
    [
      'where it is tomorrow already',
      '2026-11-22T23:30:00Z',
      { delay: 'P1W' },
      'Asia/Tokyo',
      '2026-11-30T01:07:00Z',
    ],
    [
      'where it is still yesterday',
      '2026-11-23T03:00:00Z',
      { delay: 'P1W' },
      'America/New_York',
      '2026-11-29T15:07:00Z',
    ],
    [
      'a month from 31 January, there',
      '2027-01-30T23:30:00Z',
      { delay: 'P1M' },
      'Asia/Tokyo',
      '2027-02-28T01:07:00Z',
    ],
    [
      'where clocks are three quarters of an hour off',
      '2026-11-23T10:00:00Z',
      { delay: 'P1M' },
      'Asia/Kathmandu',
      '2026-12-23T04:22:00Z',
    ],
    [
      'on a day that was named',
      '2026-11-23T10:00:00Z',
      { delay: 'date', day: '2028-02-29' },
      'Europe/Moscow',
      '2028-02-29T07:07:00Z',
    ],
  ] satisfies [string, string, When, string, string][])('%s', (_, now, when, timeZone, due) => {
    expect(mailAt(at(now), when, { timeZone, minute: 7 })).toEqual(at(due));
  });

  it('is in the morning of the right day, wherever its reader lives', () => {
    fc.assert(
      fc.property(instants, spans, zones, minutes, (now, delay, timeZone, minute) => {
        if (delay === 'date') return;
        const due = mailAt(now, { delay }, { timeZone, minute });
        const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
        expect(clock.format(due)).toBe(`10:${String(minute).padStart(2, '0')}`);
        const days = Math.round((Date.parse(dayIn(due, timeZone)) - Date.parse(dayIn(now, timeZone))) / DAY);
        const [least, most] = { P1W: [7, 7], P1M: [28, 31], P3M: [89, 92] }[delay];
        expect(days).toBeGreaterThanOrEqual(least ?? 0);
        expect(days).toBeLessThanOrEqual(most ?? 0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a zone's clocks", () => {
  it('that are put forward leave a time out: it is meant as much later', () => {
    const shown = instantAt({ year: 2027, month: 3, day: 28 }, { hour: 2, minute: 30 }, 'Europe/Amsterdam');

    expect(shown).toEqual(at('2027-03-28T01:30:00Z'));
  });

  it('that are put back show a time twice: the first is meant', () => {
    const shown = instantAt({ year: 2026, month: 10, day: 25 }, { hour: 2, minute: 30 }, 'Europe/Amsterdam');

    expect(shown).toEqual(at('2026-10-25T00:30:00Z'));
  });

  it('show at an instant what leads back to it', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const day = dayAt(instant, zone);
        expect(dayText(day)).toBe(dayIn(instant, zone));
        const midday = instantAt(day, { hour: 12, minute: 0 }, zone);
        expect(dayAt(midday, zone)).toEqual(day);
        expect(Math.abs(midday.getTime() - instant.getTime())).toBeLessThanOrEqual(13 * HOUR);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['', '+02:00', 'Mars/Olympus', 'Europe/Amsterdam\n', '../etc'])('%j is no zone', (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });
});

describe('a day that is named', () => {
  const NOW = at('2028-02-29T22:30:00Z');

  it.each([
    ['tomorrow', '2028-03-01', 'UTC', null],
    ['today', '2028-02-29', 'UTC', 'date-not-ahead'],
    ['today where it is tomorrow already', '2028-03-01', 'Europe/Moscow', 'date-not-ahead'],
    ['yesterday', '2028-02-28', 'UTC', 'date-not-ahead'],
    ['long ago', '1970-01-01', 'UTC', 'date-not-ahead'],
    ['in a year', '2029-02-28', 'UTC', null],
    ['in a year and a day', '2029-03-01', 'UTC', 'date-too-far'],
    ['far off', '9999-12-31', 'UTC', 'date-too-far'],
    ['30 February', '2029-02-30', 'UTC', 'date-invalid'],
    ['29 February of another year', '2029-02-29', 'UTC', 'date-invalid'],
    ['month 13', '2028-13-01', 'UTC', 'date-invalid'],
    ['day 0', '2028-04-00', 'UTC', 'date-invalid'],
    ['a time with it', '2028-04-01T10:00:00Z', 'UTC', 'date-invalid'],
    ['nothing', '', 'UTC', 'date-invalid'],
  ])('%s', (_, day, zone, fault) => {
    expect(faultOfDay(day, NOW, zone)).toBe(fault);
  });

  it('is one that a calendar has', () => {
    fc.assert(
      fc.property(
        fc.date({ min: at('1970-01-01T00:00:00Z'), max: at('9999-12-31T00:00:00Z'), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString().slice(0, 10);
          const day = parseDay(text);
          expect(day && dayText(day)).toBe(text);
        },
      ),
    );
  });
});

describe('one of several', () => {
  const FIRST = at('2027-01-31T09:30:00Z');

  it('keeps the 31st, whatever lies between', () => {
    const dates = [];
    let last = FIRST;
    for (let next = nextAfter(FIRST, 1, last); next !== null; next = nextAfter(FIRST, 1, last)) {
      dates.push(next.toISOString().slice(5, 16));
      last = next;
    }

    expect(dates.slice(0, 4)).toEqual(['02-28T09:30', '03-31T09:30', '04-30T09:30', '05-31T09:30']);
    expect(dates.at(-1)).toBe('01-31T09:30');
    expect(dates).toHaveLength(12);
  });

  it.each([
    'Asia/Kamchatka',
    'Asia/Magadan',
    'Asia/Vladivostok',
    'Australia/Sydney',
    'Pacific/Auckland',
    'Europe/Moscow',
    'America/New_York',
    'Pacific/Honolulu',
  ])('keeps the 31st in %s', (timeZone) => {
    const when = { delay: 'date', day: '2027-01-31' } as const;
    const first = mailAt(at('2026-11-23T12:00:00Z'), when, { timeZone, minute: 30 });
    const days = [];
    for (let next = nextAfter(first, 1, first); next !== null; next = nextAfter(first, 1, next))
      days.push(dayIn(next, timeZone).slice(5));

    expect(days.slice(0, 5)).toEqual(['02-28', '03-31', '04-30', '05-31', '06-30']);
    expect(days.at(-1)).toBe('01-31');
  });

  it.each([
    [1, 12],
    [3, 4],
    [6, 2],
    [12, 1],
  ])('every %i months comes %i times more, and ends after a year', (everyMonths, times) => {
    let last = FIRST;
    for (let time = 0; time < times; time++) last = nextAfter(FIRST, everyMonths, last) ?? FIRST;

    expect(last).toEqual(at('2028-01-31T09:30:00Z'));
    expect(nextAfter(FIRST, everyMonths, last)).toBeNull();
  });

  it('passes over what was missed', () => {
    expect(nextAfter(FIRST, 1, at('2027-04-15T00:00:00Z'))).toEqual(at('2027-04-30T09:30:00Z'));
  });

  it('whose date has passed comes at the same time of the next day', () => {
    expect(notBefore(FIRST, plus(FIRST, -HOUR))).toEqual(FIRST);
    expect(notBefore(FIRST, FIRST)).toEqual(FIRST);
    expect(notBefore(FIRST, plus(FIRST, HOUR))).toEqual(plus(FIRST, DAY));
    expect(notBefore(FIRST, plus(FIRST, 30 * HOUR))).toEqual(plus(FIRST, 2 * DAY));
  });

  it.each([
    ['before it is due', -HOUR, 0],
    ['when it is due', 0, 0],
    ['ten hours later', 10 * HOUR, 0],
    ['at night', 10 * HOUR + 1, 24 * HOUR],
    ['at the end of the night', 24 * HOUR - 1, 24 * HOUR],
    ['the next day', 24 * HOUR, 0],
    ['the night after that', 40 * HOUR, 48 * HOUR],
  ])('a mail that %s goes out is sent then, or when its reader is awake', (_, late, awake) => {
    const now = plus(FIRST, late);
    expect(whenAwake(FIRST, now)).toEqual(awake === 0 ? now : plus(FIRST, awake));
  });
});

function dayIn(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(instant);
}
