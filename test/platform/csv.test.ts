import { expect, it } from 'vitest';
import { decimal, toCsv } from '../../src/platform/csv.ts';
import { money } from '../../src/platform/money.ts';

it('is a line for each row, the columns in the order that is given', () => {
  expect(
    toCsv(
      ['b', 'a'],
      [
        { a: 1, b: 'x' },
        { a: null, b: 'y' },
      ],
    ),
  ).toBe('b,a\nx,1\ny,\n');
  expect(toCsv(['b', 'a'], [{ a: 1, b: 'x' }], { header: false })).toBe('x,1\n');
  expect(toCsv(['b', 'a'], [])).toBe('b,a\n');
  expect(toCsv(['b', 'a'], [], { header: false })).toBe('');
});

it.each(['-cmd', '-2+3', '=1+1', '+1', '@sum', '\tx', '\rx', '＝1', '－1'])(
  'a text %j is no formula',
  (text) => {
    expect(toCsv(['a'], [{ a: text }], { header: false })).toMatch(/^"?'/);
  },
);

it('amounts that were taken stay numbers', () => {
  const row = { amount: -1250n, decimal: decimal(money(-1250, 'usd')), yen: decimal(money(-5, 'jpy')) };
  expect(toCsv(['amount', 'decimal', 'yen'], [row], { header: false })).toBe('-1250,-12.50,-5\n');
});

it('a comma, a quote and a line break stay in their cell', () => {
  expect(toCsv(['a'], [{ a: 'a,"b"\nc' }], { header: false })).toBe('"a,""b""\nc"\n');
});
