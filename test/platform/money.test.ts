import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimalsOf,
  formatMoney,
  minor,
  money,
  parseDecimal,
  stepOf,
  toDecimal,
  toJson,
} from '../../src/platform/money.ts';

const CURRENCIES = ['usd', 'eur', 'jpy', 'xof', 'kwd', 'tnd', 'isk', 'ugx'];

describe('decimals and steps, as Stripe counts them', () => {
  it.each([
    ['usd', 2, 1],
    ['jpy', 0, 1],
    ['krw', 0, 1],
    ['kwd', 3, 10],
    ['bhd', 3, 10],
    ['isk', 2, 100],
    ['ugx', 2, 100],
  ])('%s has %i decimals and goes in steps of %i', (currency, decimals, step) => {
    expect([decimalsOf(currency), stepOf(currency)]).toEqual([decimals, step]);
  });
});

describe('an amount as a decimal', () => {
  it.each([
    [1250, 'usd', '12.50'],
    [5, 'usd', '0.05'],
    [0, 'usd', '0.00'],
    [-5, 'usd', '-0.05'],
    [500, 'jpy', '500'],
    [-500, 'jpy', '-500'],
    [5, 'kwd', '0.005'],
    [1500, 'kwd', '1.500'],
    [50_000, 'isk', '500.00'],
  ])('%i %s is %s', (amount, currency, text) => {
    expect(toDecimal(money(amount, currency))).toBe(text);
  });

  it('comes back unchanged, whatever the currency', () => {
    const amounts = fc.bigInt({ min: 0n, max: 999_999_999_999n });
    fc.assert(
      fc.property(amounts, fc.constantFrom(...CURRENCIES), (amount, currency) => {
        expect(parseDecimal(toDecimal(money(amount, currency)), currency)).toBe(amount);
      }),
    );
  });
});

describe('what a person typed', () => {
  it.each([
    ['7', 'usd', 700n],
    ['7.5', 'usd', 750n],
    ['7,50', 'eur', 750n],
    [' 7 ', 'usd', 700n],
    ['007', 'usd', 700n],
    ['500', 'jpy', 500n],
    ['1.5', 'kwd', 1500n],
    ['1.005', 'kwd', 1005n],
    ['500', 'isk', 50_000n],
  ])('"%s" %s is %s', (text, currency, amount) => {
    expect(parseDecimal(text, currency)).toBe(amount);
  });

  it.each([
    ['', 'usd'],
    ['.', 'usd'],
    ['5.', 'usd'],
    ['.5', 'usd'],
    ['-5', 'usd'],
    ['+5', 'usd'],
    ['5.005', 'usd'],
    ['1.5', 'jpy'],
    ['1.0005', 'kwd'],
    ['1,000.50', 'usd'],
    ['1 000', 'usd'],
    ['1e3', 'usd'],
    ['0x10', 'usd'],
    ['five', 'usd'],
    ['٥', 'usd'],
    ['5\u0000', 'usd'],
    ['1234567890123', 'usd'],
    ['Infinity', 'usd'],
  ])('"%s" %s is refused', (text, currency) => {
    expect(parseDecimal(text, currency)).toBeNull();
  });
});

describe('an amount for a reader', () => {
  it.each([
    [500, 'usd', 'en', '$5'],
    [546, 'usd', 'en', '$5.46'],
    [546, 'eur', 'ru', '5,46\u00a0€'],
    [1500, 'jpy', 'en', '¥1,500'],
    [1500, 'kwd', 'en', 'KWD\u00a01.500'],
    [1000, 'kwd', 'en', 'KWD\u00a01'],
    [50_000, 'isk', 'en', 'kr\u00a0500'],
  ])('%i %s in %s is %s', (amount, currency, locale, text) => {
    expect(formatMoney(money(amount, currency), locale)).toBe(text);
  });
});

describe('what is no integer number of minor units', () => {
  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d is refused', (value) => {
    expect(() => minor(value)).toThrow(RangeError);
  });

  it('an amount past 2^53 does not become JSON', () => {
    expect(toJson(money(2 ** 53 - 1, 'usd'))).toEqual({ amount: 2 ** 53 - 1, currency: 'usd' });
    expect(() => toJson(money(2n ** 53n, 'usd'))).toThrow(RangeError);
  });
});
