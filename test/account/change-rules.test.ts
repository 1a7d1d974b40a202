import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  type Changeable,
  isUnderWay,
  nextAttempt,
  obstacleTo,
  sameByYear,
} from '../../src/account/changes/rules.ts';
import { toChange } from '../../src/account/changes/to-change.ts';
import { loadCatalog } from '../../src/catalog/catalog.ts';
import { ownStatusOf } from '../../src/members/membership-document.ts';
import { minor } from '../../src/platform/money.ts';
import { pauseEnd } from '../../src/stripe/pause-end.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const LIVING: Changeable = {
  status: 'active',
  pause: null,
  frequency: 'monthly',
  amount: minor(500),
  endsAt: null,
  endedAt: null,
  next: null,
};

describe('another frequency without an amount', () => {
  const limits = { minimum: minor(200), maximum: minor(99_999) };
  it.each([
    ['usd', 500, 'annual', 6000],
    ['usd', 6000, 'monthly', 500],
    ['usd', 1000, 'monthly', 200],
    ['usd', 5005, 'monthly', 417],
    ['usd', 50_000, 'annual', 99_999],
    ['jpy', 5000, 'monthly', 417],
    ['kwd', 5000, 'monthly', 420],
    ['kwd', 50_000, 'annual', 99_990],
    ['isk', 50_000, 'monthly', 4200],
  ] as const)('%s %d becomes %s %d', (currency, amount, frequency, expected) => {
    expect(sameByYear({ amount: minor(amount), currency }, frequency, limits)).toBe(minor(expected));
  });

  it('that a membership has anyway is none to change', () => {
    const catalog = loadCatalog(undefined);
    const standing = {
      ...LIVING,
      id: 'sub_1',
      memberId: '',
      contributionId: null,
      pausedUntil: null,
      currency: 'usd',
      startedAt: NOW,
      currentPeriodEnd: NOW,
      endReason: null,
      endFeedback: null,
      version: '',
      contested: false,
      learntAt: NOW,
      next: null,
    };
    expect(toChange({ catalog }, standing, { frequency: 'monthly', amount: 700 })).toEqual({
      kind: 'amount',
      amount: minor(700),
    });
    expect(toChange({ catalog }, standing, { frequency: 'annual' })).toEqual({
      kind: 'frequency',
      frequency: 'annual',
      amount: minor(6000),
    });
  });
});

describe('a pause', () => {
  it.each([
    ['2026-12-23', '2026-11-23', 1, '2027-01-22'],
    ['2026-12-23', '2026-11-23', 3, '2027-03-22'],
    ['2027-01-31', '2026-12-31', 1, '2027-02-27'],
    ['2027-02-28', '2026-12-31', 1, '2027-03-30'],
    ['2027-02-28', '2026-12-31', 3, '2027-05-30'],
    ['2028-02-29', '2027-12-31', 2, '2028-04-29'],
  ])('before the charge of %s (since %s) for %d ends on %s', (periodEnd, anchor, months, expected) => {
    const at = (day: string) => new Date(`${day}T09:00:00Z`);
    expect(pauseEnd(at(periodEnd), { anchor: at(anchor), months })).toEqual(at(expected));
  });
});

describe('what stands in the way', () => {
  it.each([
    ['frequency', { status: 'past-due' }, 'payment-due'],
    ['frequency', { status: 'paused', pause: 'collection' }, 'membership-paused'],
    ['amount', { status: 'past-due' }, null],
    ['amount', { status: 'paused', pause: 'collection' }, null],
    ['amount', { frequency: null }, 'frequency-unknown'],
    ['cancel', { frequency: null, status: 'past-due' }, null],
    ['resume', { status: 'paused', pause: 'membership' }, 'membership-not-paused'],
    ['resume', { status: 'past-due', pause: 'collection' }, null],
    ['keep', { endsAt: NOW, endedAt: NOW, status: 'ended' }, 'membership-ended'],
  ] as const)('of %s, where it is %o: %s', (kind, standing, obstacle) => {
    expect(obstacleTo(kind, { ...LIVING, ...standing })).toBe(obstacle);
  });
});

it('a status says what no other field of the document does', () => {
  const both = { endsAt: NOW, endedAt: null };
  expect(ownStatusOf({ ...both, status: 'past-due' })).toBe('past-due');
  expect(ownStatusOf({ ...both, status: 'paused' })).toBe('ending');
  expect(ownStatusOf({ ...both, status: 'past-due', endedAt: NOW })).toBe('ended');
});

describe('another attempt', () => {
  const attempt: Attempt = { attempt: 2, attemptedAt: NOW, requestedAt: NOW, outcome: null };

  it('asks under the same key, unless Stripe would replay a fault, or it is said otherwise', () => {
    expect(nextAttempt({ ...attempt, outcome: 'unknown' }, false)).toBe(2);
    expect(nextAttempt({ ...attempt, outcome: 'busy' }, false)).toBe(2);
    expect(nextAttempt({ ...attempt, outcome: 'failed' }, false)).toBe(3);
    expect(nextAttempt(attempt, true)).toBe(3);
  });

  it('waits until the one before has ended, or must have died', () => {
    expect(isUnderWay(NOW, attempt)).toBe(true);
    expect(isUnderWay(NOW, { ...attempt, outcome: 'unknown' })).toBe(false);
    expect(isUnderWay(new Date('2026-11-23T10:01:00Z'), attempt)).toBe(false);
  });
});
