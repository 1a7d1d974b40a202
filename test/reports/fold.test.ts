import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldSmall, rowsToldWhole } from '../../src/reports/rules.ts';

const cells = (...counts: number[]) => counts.map((count, index) => ({ name: `c${index}`, count }));
const counts = (of: { count: number }[]) => of.map(({ count }) => count);
const sum = (numbers: number[]) => numbers.reduce((one, other) => one + other, 0);

describe('small cells are folded together', () => {
  it.each<[string, number[], number[], number[]]>([
    ['nothing is small', [5, 9], [5, 9], []],
    ['nobody is nothing small', [0, 9], [9], []],
    ['two that make five', [2, 3, 9], [9], [2, 3]],
    ['two that make four, with the next smallest', [1, 3, 9, 7], [9], [1, 3, 7]],
    ['one alone, with the next smallest', [4, 9, 7], [9], [4, 7]],
    ['one beside one, so that nothing is shown', [1, 400], [], [1, 400]],
  ])('%s: %j', (_what, of, shown, folded) => {
    expect(foldSmall(cells(...of))).toMatchObject({ isWithheld: false });
    expect(counts(foldSmall(cells(...of)).shown)).toEqual(shown);
    expect(counts(foldSmall(cells(...of)).folded)).toEqual(folded);
  });

  it.each([[[4]], [[1, 2]], [[1, 1, 1, 1, 0]]])('withheld where there are too few in all: %j', (of) => {
    expect(foldSmall(cells(...of))).toMatchObject({ shown: [], isWithheld: true });
  });

  it('of any table: nothing is lost, nothing small is shown, nor found by taking what is shown from the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(8), fc.nat(400)), { maxLength: 12 }), (of) => {
        const { shown, folded, isWithheld } = foldSmall(cells(...of));
        expect(sum(counts([...shown, ...folded]))).toBe(sum(of));
        expect(Math.min(...counts(shown), 5)).toBe(5);
        const rest = sum(of) - sum(counts(shown));
        expect(rest).toBe(sum(counts(folded)));
        expect(isWithheld).toBe(rest > 0 && rest < 5);
        if (isWithheld) expect(shown).toEqual([]);
        else expect(folded.length).not.toBe(1);
        expect(Math.max(...counts(folded), 0)).toBeLessThanOrEqual(Math.min(...counts(shown), 1_000));
      }),
    );
  });
});

describe('a row of a table of two directions is told whole or not at all', () => {
  const table = (rows: Record<string, number[]>) =>
    Object.entries(rows).flatMap(([row, of]) =>
      of.map((count, index) => ({ row, column: `${index}`, count })),
    );

  it.each<[string, Record<string, number[]>, string[]]>([
    ['nothing is small', { a: [5, 6], b: [7, 0] }, ['a', 'b']],
    ['one small cell takes another row with it', { a: [20, 2], b: [9, 9], c: [30, 30] }, ['c']],
    ['and as many as its column needs', { a: [20, 1], b: [9, 0], c: [30, 30], d: [50, 50] }, ['d']],
    [
      'a column that is not told by itself needs nobody else',
      { a: [20, 2], b: [9, 0], c: [30, 0] },
      ['b', 'c'],
    ],
    ['none, where nobody is left', { a: [20, 2], b: [9, 9] }, []],
    ['none, where there are too few in all', { a: [2, 0], b: [0, 2] }, []],
  ])('%s', (_what, rows, told) => {
    expect([...rowsToldWhole(table(rows))].toSorted()).toEqual(told);
  });
});
