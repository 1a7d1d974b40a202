import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { earliest, fromUnixSeconds, plusMonths, toUnixSeconds } from '../../src/platform/time.ts';

describe('the same day some months later', () => {
  it.each([
    ['2026-01-15T10:00:00.000Z', 1, '2026-02-15T10:00:00.000Z'],
    ['2026-01-31T10:00:00.000Z', 1, '2026-02-28T10:00:00.000Z'],
    ['2028-01-31T10:00:00.000Z', 1, '2028-02-29T10:00:00.000Z'],
    ['2026-03-31T23:59:59.999Z', 1, '2026-04-30T23:59:59.999Z'],
    ['2028-02-29T00:00:00.000Z', 12, '2029-02-28T00:00:00.000Z'],
    ['2028-02-29T00:00:00.000Z', 48, '2032-02-29T00:00:00.000Z'],
    ['2026-11-30T00:00:00.000Z', 3, '2027-02-28T00:00:00.000Z'],
    ['2026-12-31T00:00:00.000Z', 1, '2027-01-31T00:00:00.000Z'],
    ['2026-03-31T00:00:00.000Z', -1, '2026-02-28T00:00:00.000Z'],
  ])('%s plus %i is %s', (from, months, to) => {
    expect(plusMonths(new Date(from), months).toISOString()).toBe(to);
  });

  it('is in the right month, and never on a later day of it', () => {
    const instants = fc.date({
      min: new Date('1970-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 240 }), (instant, months) => {
        const moved = plusMonths(instant, months);
        const monthOf = (at: Date) => at.getUTCFullYear() * 12 + at.getUTCMonth();
        expect(monthOf(moved)).toBe(monthOf(instant) + months);
        expect(moved.getUTCDate()).toBeLessThanOrEqual(instant.getUTCDate());
      }),
    );
  });

  it('leaves the instant it was given alone', () => {
    const instant = new Date('2026-01-31T00:00:00Z');
    plusMonths(instant, 1);
    expect(instant.toISOString()).toBe('2026-01-31T00:00:00.000Z');
  });
});

it('seconds since 1970 are whole, and rounded down', () => {
  expect(toUnixSeconds(new Date('2026-11-23T10:00:00.999Z'))).toBe(1_795_428_000);
  expect(fromUnixSeconds(1_795_428_000).toISOString()).toBe('2026-11-23T10:00:00.000Z');
});

it('the earliest of some instants is the first of them in time', () => {
  expect(earliest(new Date(3), new Date(1), new Date(2))).toEqual(new Date(1));
});
