import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, faultOf, grossUp } from '../../src/catalog/rules.ts';
import { minor, stepOf } from '../../src/platform/money.ts';

const anyCost = fc.record({
  basisPoints: fc.integer({ min: 0, max: 2000 }),
  fixed: fc.bigInt({ min: 0n, max: 500n }).map(minor),
});
const anyCurrency = fc.constantFrom('usd', 'eur', 'gbp', 'jpy', 'kwd', 'isk');
const anyNet = fc.bigInt({ min: 1n, max: 100_000_000n }).map(minor);

describe('covering the costs', () => {
  it('leaves at least the amount chosen, and a step less would not', () => {
    fc.assert(
      fc.property(anyNet, anyCost, anyCurrency, (net, cost, currency) => {
        const gross = grossUp(net, currency, cost);
        const less = minor(gross - BigInt(stepOf(currency)));
        expect(gross - costOf(gross, cost)).toBeGreaterThanOrEqual(net);
        expect(less - costOf(less, cost)).toBeLessThan(net);
      }),
      { numRuns: 2000 },
    );
  });

  it('always asks for a sum that Stripe takes in that currency', () => {
    fc.assert(
      fc.property(anyNet, anyCost, anyCurrency, (net, cost, currency) => {
        expect(grossUp(net, currency, cost) % BigInt(stepOf(currency))).toBe(0n);
      }),
    );
  });

  it.each([
    [500, 'usd', 290, 30, 546],
    [200, 'usd', 290, 30, 237],
    [500, 'eur', 150, 25, 533],
    [800, 'jpy', 360, 0, 830],
    [1500, 'kwd', 390, 100, 1670],
    [50_000, 'isk', 290, 0, 51_500],
    [500, 'usd', 0, 0, 500],
  ])('of %i %s at %i basis points and %i makes %i', (net, currency, basisPoints, fixed, gross) => {
    expect(grossUp(minor(net), currency, { basisPoints, fixed: minor(fixed) })).toBe(BigInt(gross));
  });
});

describe('the cut of a charge', () => {
  it.each([
    [500, 290, 30, 45],
    [546, 290, 30, 46],
    [100, 250, 0, 3],
    [50, 300, 0, 2],
    [49, 300, 0, 1],
  ])('of %i at %i basis points and %i is %i, rounded half up', (gross, basisPoints, fixed, cut) => {
    expect(costOf(minor(gross), { basisPoints, fixed: minor(fixed) })).toBe(BigInt(cut));
  });
});

describe('an amount outside what is offered', () => {
  const limits = { minimum: minor(200), maximum: minor(1000) };

  it.each([
    [199, 'usd', 'amount-below-minimum'],
    [200, 'usd', null],
    [1000, 'usd', null],
    [1001, 'usd', 'amount-above-maximum'],
    [205, 'kwd', 'amount-not-payable'],
    [210, 'kwd', null],
    [250, 'isk', 'amount-not-payable'],
    [300, 'isk', null],
  ])('%i %s: %s', (amount, currency, fault) => {
    expect(faultOf(minor(amount), currency, limits)).toBe(fault);
  });
});
