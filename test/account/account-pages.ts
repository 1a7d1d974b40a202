/** One of each page that members see, for what must hold on all pages. */

import { type DoubleModel, renderDouble } from '../../src/account/doubles/double-page.ts';
import { DOUBLE_ANSWERS } from '../../src/account/doubles/rules.ts';
import { renderErase } from '../../src/account/erasure/erase-page.ts';
import type { AccountModel } from '../../src/account/pages/account-model.ts';
import { renderAccount } from '../../src/account/pages/account-page.ts';
import type { ChangeModel } from '../../src/account/pages/change-model.ts';
import { renderChange } from '../../src/account/pages/change-page.ts';
import type { Card, Coming } from '../../src/account/pages/membership-card.ts';
import { renderMethod } from '../../src/account/pages/method-page.ts';
import { renderStatement } from '../../src/account/pages/statement-page.ts';
import { type PayState, renderPay } from '../../src/account/pay/pay-page.ts';
import {
  renderEnter,
  renderGone,
  renderSent,
  renderSignedOut,
  renderSignIn,
} from '../../src/account/sign-in/sign-in-page.ts';
import { CatalogFile } from '../../src/catalog/catalog-file.ts';
import { DEFAULT_CATALOG } from '../../src/catalog/default-catalog.ts';
import type { Standing } from '../../src/members/list-memberships.ts';
import { minor } from '../../src/platform/money.ts';
import type { PageModel } from '../../src/platform/page.ts';

const START = new Date('2026-11-23T10:00:00Z');
const NEXT = new Date('2026-12-23T10:00:00Z');
const timeZone = 'UTC';

const membership: Standing = {
  id: 'sub_1',
  memberId: '00000000-0000-4000-8000-000000000001',
  contributionId: null,
  status: 'active',
  pause: null,
  pausedUntil: null,
  frequency: 'monthly',
  amount: minor(500),
  currency: 'usd',
  startedAt: START,
  currentPeriodEnd: NEXT,
  endsAt: null,
  endedAt: null,
  endReason: null,
  endFeedback: null,
  version: '',
  contested: false,
  learntAt: START,
  next: null,
};

const amount = minor(500);
const charge: Card = {
  membership,
  status: 'active',
  coming: { kind: 'charge', amount, at: NEXT },
  waiting: undefined,
  offers: ['amount', 'frequency', 'pause', 'payment-method', 'cancel'],
};
const card = (status: Card['status'], coming: Coming, offers: Card['offers']): Card => ({
  ...charge,
  status,
  coming,
  offers,
});

const owed = { membershipId: 'sub_1', amount, currency: 'usd', nextAttemptAt: NEXT, needsAction: true };
const CARDS: Record<string, Card> = {
  active: charge,
  waiting: { ...charge, waiting: 'pause', offers: [] },
  'about to change': card(
    'active',
    { kind: 'turns', frequency: 'annual', amount: minor(6000), at: NEXT },
    charge.offers,
  ),
  paused: card('paused', { kind: 'paused', until: NEXT, amount, at: NEXT }, ['resume', 'amount', 'cancel']),
  'past due': card('past-due', { kind: 'owed', owed, amount, endsAt: null }, ['payment-method', 'cancel']),
  ending: card('ending', { kind: 'ends', at: NEXT }, ['keep']),
  ended: card('ended', { kind: 'ended', at: NEXT }, []),
};

const account = (page: PageModel, changes: Partial<AccountModel>): AccountModel => ({
  ...page,
  timeZone,
  told: undefined,
  cards: [],
  double: undefined,
  payments: [],
  isFirst: true,
  hasMore: false,
  years: [2026],
  thisYear: 2026,
  requestKey: 'key-1',
  ...changes,
});

function changePages(page: PageModel): Record<string, string> {
  const pages = (kind: ChangeModel['kind'], more: Partial<ChangeModel> = {}) =>
    renderChange({
      ...{
        ...page,
        timeZone,
        kind,
        card: charge,
        which: '$5 a month, since 23 November 2026',
        sent: {},
        requestKey: 'key-1',
      },
      offer: CatalogFile.parse(DEFAULT_CATALOG).currencies.usd,
      error: undefined,
      change: undefined,
      ...more,
    });
  const wish = { amount: minor(1500) };
  const shown = Object.entries({
    amount: pages('amount'),
    'amount, wrong': pages('amount', {
      error: 'amount-below-minimum',
      sent: { amount: 'other', other: '1' },
    }),
    'amount, chosen': pages('amount', { change: { kind: 'amount', ...wish } }),
    frequency: pages('frequency'),
    'frequency, chosen': pages('frequency', { change: { kind: 'frequency', frequency: 'annual', ...wish } }),
    pause: pages('pause'),
    'pause, wrong': pages('pause', { error: 'months-invalid' }),
    'pause, chosen': pages('pause', { change: { kind: 'pause', months: 2 } }),
    cancel: pages('cancel'),
    'cancel, not possible': pages('cancel', { error: 'other' }),
    resume: pages('resume', { change: { kind: 'resume' } }),
    keep: pages('keep', { change: { kind: 'keep' } }),
  });
  return Object.fromEntries(shown.map(([name, html]) => [`change: ${name}`, html]));
}

function payPages(page: PageModel): Record<string, string> {
  const due: PayState = { state: 'due', day: '23', next: null, needsAction: true };
  const pay = (standing: PayState, isBack = false) =>
    renderPay({ ...page, standing, token: 'token', attempt: 'attempt', isBack, said: 'refused' });
  return {
    'pay, due': pay(due),
    'pay, back': pay(due, true),
    'pay, clear': pay({ state: 'clear' }),
    'pay, ended': pay({ state: 'ended' }),
  };
}

function doublePages(page: PageModel): Record<string, string> {
  const double: DoubleModel['double'] = {
    id: 'double-1',
    foundAt: START,
    answer: null,
    settledAt: null,
    memberId: membership.memberId,
    earlier: membership,
    later: membership,
  };
  const action = '/account/double?token=token';
  const settled = DOUBLE_ANSWERS.map((answer) => [
    `double, ${answer}`,
    renderDouble({ ...page, timeZone, action, double: { ...double, answer, settledAt: NEXT } }),
  ]);
  return {
    double: renderDouble({ ...page, timeZone, action, double, chosen: 'keep-later' }),
    ...Object.fromEntries(settled),
  };
}

function signInPages(page: PageModel): Record<string, string> {
  return {
    'sign in': renderSignIn({ ...page, to: '/account' }),
    'sign in, wrong': renderSignIn({ ...page, to: '/account', email: 'x', error: 'email-invalid' }),
    'sign in, sent': renderSent(page),
    'sign in, enter': renderEnter({ ...page, token: 'token' }),
    'sign in, gone': renderGone(page),
    'signed out': renderSignedOut({ ...page, everywhere: true }),
  };
}

export function accountPages(page: PageModel): Record<string, string> {
  const cards = Object.entries(CARDS).map(([name, one]) => [
    `account, ${name}`,
    renderAccount(account(page, { cards: [one] })),
  ]);
  const paid = { paymentId: 'in_1', frequency: 'monthly', at: START, amount, currency: 'usd' } as const;
  return {
    ...Object.fromEntries(cards),
    'account, with nothing': renderAccount(account(page, { years: [] })),
    'account, twice and just done': renderAccount(
      account(page, {
        cards: [charge, { ...charge, membership: { ...membership, id: 'sub_2' } }],
        double: { earlier: membership, later: { ...membership, id: 'sub_2' } },
        told: { kind: 'done', change: 'amount', card: charge },
      }),
    ),
    ...changePages(page),
    'payment method': renderMethod({ ...page, membershipId: 'sub_1' }),
    statement: renderStatement({
      ...page,
      ...{ year: 2026, timeZone, now: NEXT },
      movements: [
        { kind: 'payment', ...paid },
        { kind: 'refund', ...paid, amount: minor(-100) },
      ],
    }),
    'erase, signed in': renderErase(page),
    ...payPages(page),
    ...doublePages(page),
    ...signInPages(page),
  };
}
