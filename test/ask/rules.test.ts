import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerAt, answerOfCookie, COOKIE_LASTS, cookieUntil, quietOf } from '../../src/ask/rules.ts';
import { DAY, plus, plusMonths } from '../../src/platform/time.ts';

const at = (text: string) => new Date(text);
const instants = fc.date({
  min: at('2026-01-01T00:00:00Z'),
  max: at('2040-01-01T00:00:00Z'),
  noInvalidDate: true,
});

describe('at the instant itself', () => {
  const until = at('2026-12-24T10:00:00Z');

  it.each([
    ['a millisecond before', '2026-12-24T09:59:59.999Z', false],
    ['to the millisecond', '2026-12-24T10:00:00.000Z', true],
    ['a millisecond later', '2026-12-24T10:00:00.001Z', true],
  ])('%s: ask is %s', (_when, now, ask) => {
    expect(answerAt(at(now), until).ask).toBe(ask);
    expect(answerOfCookie(at(now), until)).toEqual(ask ? null : { ask: false, until });
  });
});

describe('around the ends of months', () => {
  it.each([
    ['31 January plus a month', '2027-01-31T10:00:00Z', '2027-02-28T10:00:00Z'],
    ['31 January plus a month in a leap year', '2028-01-31T10:00:00Z', '2028-02-29T10:00:00Z'],
    ['31 August plus a month', '2026-08-31T10:00:00Z', '2026-09-30T10:00:00Z'],
    ['31 December plus a month, the longest there is', '2026-12-31T10:00:00Z', '2027-01-31T10:00:00Z'],
  ])('%s fits into one cookie, to the instant', (_what, from, to) => {
    const now = at(from);
    expect(cookieUntil(now, plusMonths(now, 1))).toEqual(at(to));
    expect(answerOfCookie(plus(at(to), -1), at(to))?.ask).toBe(false);
    expect(answerOfCookie(at(to), at(to))).toBeNull();
  });
});

describe('a cookie', () => {
  it('never says more than 31 days, nor more than is true', () => {
    fc.assert(
      fc.property(instants, instants, (now, quietUntil) => {
        const until = cookieUntil(now, quietUntil);
        expect(until <= quietUntil && until <= plus(now, 31 * DAY)).toBe(true);
        expect([quietUntil.getTime(), plus(now, COOKIE_LASTS).getTime()]).toContain(until.getTime());
      }),
    );
  });

  it('is believed as it was written, at once and for as long as it says', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 1, max: 1000 * DAY }),
        fc.nat(40 * DAY),
        (now, quiet, later) => {
          const until = cookieUntil(now, plus(now, quiet));
          const then = plus(now, later);
          expect(answerOfCookie(then, until)).toEqual(then < until ? { ask: false, until } : null);
        },
      ),
    );
  });

  it('that says more than 31 days was written when our clock was ahead, and is not believed', () => {
    const now = at('2026-11-23T10:00:00Z');
    expect(answerOfCookie(now, plus(now, 31 * DAY))).toEqual({ ask: false, until: plus(now, 31 * DAY) });
    expect(answerOfCookie(now, plus(now, 31 * DAY + 1))).toBeNull();
    expect(answerOfCookie(now, at('2999-01-01T00:00:00Z'))).toBeNull();
  });
});

describe('of two dates, a subject’s and a wish', () => {
  const [early, late] = [at('2026-12-01T00:00:00Z'), at('2027-02-01T00:00:00Z')];

  it.each([
    ['no wish', early, null, early],
    ['a later wish', early, late, late],
    ['an earlier wish', late, early, late],
    ['the same', late, late, late],
  ])('%s: the later holds', (_what, quietUntil, wishedUntil, expected) => {
    expect(quietOf({ quietUntil, wishedUntil })).toEqual(expected);
  });
});
