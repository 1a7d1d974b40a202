/** Models with defaults for the reader's pages, and a look at what came out. */
import {
  renderAsk,
  renderSettled,
  renderUsedUp,
  renderUsedUpOfMember,
  SETTLED,
} from '../../src/account/links/link-page.ts';
import type { AppealModel } from '../../src/contributions/appeal-model.ts';
import { renderAppeal } from '../../src/contributions/appeal-page.ts';
import { renderConfirm } from '../../src/contributions/confirm-page.ts';
import { renderExists } from '../../src/contributions/exists-page.ts';
import { renderPrivacy } from '../../src/contributions/privacy-page.ts';
import { renderThankYou, type ThankYouModel } from '../../src/contributions/thank-you-page.ts';
import { DEEDS } from '../../src/members/mail-link.ts';
import { renderAsked, renderNewsletter } from '../../src/newsletter/newsletter-page.ts';
import type { Locale } from '../../src/platform/locale.ts';
import { minor, money } from '../../src/platform/money.ts';
import type { PageModel } from '../../src/platform/page.ts';
import { renderFailure, renderProblemPage } from '../../src/platform/problem-page.ts';
import { renderRestricted } from '../../src/platform/restricted-page.ts';
import { STYLE_PATH } from '../../src/platform/style.ts';
import { NOTHING_ENTERED, type RemindModel } from '../../src/reminders/form-model.ts';
import { renderRemind } from '../../src/reminders/remind-page.ts';
import { type RemindedModel, renderCancelled, renderReminded } from '../../src/reminders/reminded-page.ts';
import { CHANNELS } from '../../src/reminders/rules.ts';
import { accountPages } from '../account/account-pages.ts';

export function pageModel(locale: Locale = 'en'): PageModel {
  return {
    locale,
    styleHref: STYLE_PATH,
    newsroom: 'The Exile Post',
    languageLinks: [
      { locale: 'en', href: '/?lang=en', current: locale === 'en' },
      { locale: 'ru', href: '/?lang=ru', current: locale === 'ru' },
    ],
  };
}

function presets(...amounts: [amount: number, withCosts: number][]) {
  return amounts.map(([amount, withCosts]) => ({ amount: minor(amount), withCosts: minor(withCosts) }));
}

export function appealModel(changes: Partial<AppealModel> = {}): AppealModel {
  const limits = { minimum: minor(200), maximum: minor(1_000_000) };
  return {
    ...pageModel(),
    currency: 'usd',
    currencies: ['usd', 'eur', 'gbp', 'jpy', 'kwd'],
    frequencies: [
      { frequency: 'once', presets: presets([500, 546], [2500, 2606]), default: minor(2500), ...limits },
      { frequency: 'monthly', presets: presets([200, 237], [500, 546]), default: minor(500), ...limits },
      { frequency: 'annual', presets: presets([2000, 2091], [5000, 5181]), default: minor(5000), ...limits },
    ],
    defaultFrequency: 'monthly',
    paymentMethods: ['Visa', 'Mastercard', 'Apple Pay', 'Google Pay', 'SEPA'].map((label) => ({
      id: label.toLowerCase(),
      label,
    })),
    idempotencyKey: 'key-1',
    errors: [],
    restricted: ['RU', 'BY'],
    ...changes,
  };
}

export function thankYouModel(changes: Partial<ThankYouModel> = {}): ThankYouModel {
  return { ...pageModel(), state: 'complete', frequency: 'monthly', total: money(546, 'usd'), ...changes };
}

const existing = {
  id: 'sub_1',
  frequency: 'monthly',
  ...money(500, 'usd'),
  status: 'active',
  startedAt: new Date('2026-03-23T10:00:00Z'),
  currentPeriodEnd: new Date('2026-12-23T10:00:00Z'),
  endsAt: null,
  pausedUntil: null,
} as const;

const confirmModel = {
  frequency: 'monthly',
  currency: 'usd',
  amount: minor(700),
  cost: minor(52),
  total: minor(752),
  backHref: '/?lang=en',
} as const;

export function remindModel(changes: Partial<RemindModel> = {}): RemindModel {
  return {
    ...pageModel(),
    carried: { choice: { frequency: 'monthly', amount: minor(500), currency: 'usd' }, campaign: 'autumn' },
    entered: NOTHING_ENTERED,
    errors: [],
    days: { from: '2026-11-24', to: '2027-11-23' },
    ends: { P1W: '2026-11-30', P1M: '2026-12-23', P3M: '2027-02-23' },
    restricted: ['RU', 'BY'],
    idempotencyKey: 'key-1',
    ...changes,
  };
}

export function remindedModel(changes: Partial<RemindedModel> = {}): RemindedModel {
  return {
    ...pageModel(),
    until: new Date('2026-12-23T23:30:00Z'),
    timeZone: 'UTC',
    channel: 'none',
    unconfirmed: false,
    carryUrl: 'https://support.example/carry?ask=1.2.3.4',
    carried: {},
    ...changes,
  };
}

function reminderPages(page: PageModel): Record<string, string> {
  const errors = FORM_ERROR_FIELDS.map((field) => ({ field, code: `${field}-invalid` }));
  return {
    remind: renderRemind(remindModel(page)),
    'remind with errors': renderRemind(remindModel({ ...page, errors })),
    ...Object.fromEntries(
      CHANNELS.map((channel) => [
        `reminded ${channel}`,
        renderReminded(remindedModel({ ...page, channel, calendarHref: '/v1/reminders/current.ics' })),
      ]),
    ),
    'reminded unconfirmed': renderReminded(remindedModel({ ...page, channel: 'email', unconfirmed: true })),
    cancelled: renderCancelled({ ...page, carried: {} }),
  };
}

const FORM_ERROR_FIELDS = ['in', 'on', 'channel', 'email', 'every', 'residence', 'form'] as const;

function linkPages(page: PageModel): Record<string, string> {
  return {
    ...Object.fromEntries(
      DEEDS.map((deed) => [deed, renderAsk({ ...page, deed, token: 'AAAAAAAAAAAAAAAAAAAAAA' })]),
    ),
    ...Object.fromEntries(
      SETTLED.map((settled) => [
        `settled ${settled}`,
        renderSettled({ ...page, settled, on: '23 December' }),
      ]),
    ),
    'used up': renderUsedUp(page),
    'used up, of a member': renderUsedUpOfMember(page),
  };
}

/** One of each page, for what must hold on all of them. */
export function everyPage(locale: Locale): Record<string, string> {
  const page = pageModel(locale);
  const states = ['open', 'processing', 'complete', 'failed', 'expired', 'unknown'] as const;
  return {
    appeal: renderAppeal(appealModel(page)),
    exists: renderExists({
      timeZone: 'UTC',
      ...page,
      memberships: [existing, { ...existing, id: 'sub_2', endsAt: new Date('2026-12-23T10:00:00Z') }],
      wish: { frequency: 'monthly', ...money(700, 'usd') },
      fields: { frequency: 'monthly', amount_monthly: '700', currency: 'usd', locale },
    }),
    'thank-you with an offer': renderThankYou(
      thankYouModel({ ...page, monthly: { ...money(500, 'usd'), campaign: null, idempotencyKey: 'key-1' } }),
    ),
    confirm: renderConfirm({
      ...page,
      ...confirmModel,
      fields: { amount_monthly: 'other', campaign: undefined },
    }),
    'restricted gift': renderRestricted({ ...page, refused: 'gift' }),
    'restricted mail': renderRestricted({ ...page, refused: 'mail' }),
    privacy: renderPrivacy(page),
    problem: renderProblemPage({
      ...page,
      slug: 'gone',
      title: 'Gone',
      status: 410,
      explanation: 'It is gone.',
    }),
    failure: renderFailure({ ...page, slug: 'stripe-unavailable' }),
    ...accountPages(page),
    ...reminderPages(page),
    ...linkPages(page),
    newsletter: renderNewsletter({ ...page, place: 'page', restricted: ['RU'] }),
    'newsletter with an error': renderNewsletter({
      ...{ ...page, place: 'page', restricted: ['RU'] },
      error: 'residence-invalid',
    }),
    'newsletter asked for': renderAsked({ ...page, subscribed: false }),
    'newsletter subscribed': renderAsked({ ...page, subscribed: true }),
    ...Object.fromEntries(
      states.map((state) => [`thank-you ${state}`, renderThankYou({ ...thankYouModel({ state }), ...page })]),
    ),
  };
}

/** The attributes of every start tag of that name, as the browser would read them. */
export function tags(page: string, name: string): Record<string, string>[] {
  return [...page.matchAll(new RegExp(`<${name}\\b([^>]*)>`, 'g'))].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key, value]),
    ),
  );
}

/** What a person reads. */
export function text(page: string): string {
  return page
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .replaceAll('&#39;', "'");
}
