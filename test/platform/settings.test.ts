import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings, readSettingsBesideRunning, SettingsError } from '../../src/platform/settings.ts';
import { keyLine } from '../support/keyring.ts';

const WHOLE = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://localhost/groundswell',
  STRIPE_SECRET_KEY: 'sk_live_123',
  STRIPE_WEBHOOK_SECRETS: 'whsec_1,whsec_2',
  ENCRYPTION_KEYS: keyLine('a'),
  PUBLIC_URL: 'https://give.example.org/',
  SMTP_URL: 'smtps://mail.example.org',
  MAIL_FROM: 'News <news@example.org>',
};

function faultsOf(environment: Record<string, string>): string {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return '';
}

describe('in production', () => {
  it('everything that is missing is named in one message', () => {
    const message = faultsOf({ NODE_ENV: 'production' });
    const { NODE_ENV: _given, ...required } = WHOLE;
    for (const name of Object.keys(required)) expect(message).toContain(`${name}: missing`);
    expect(message.split('\n')).toHaveLength(1 + Object.keys(required).length);
  });

  it.each(Object.keys(WHOLE).filter((name) => name !== 'NODE_ENV'))(
    'an empty %s counts as missing',
    (name) => {
      const message = faultsOf({ ...WHOLE, [name]: '' });
      expect(message.split('\n').slice(1)).toEqual([`  ${name}: missing (required in production)`]);
    },
  );

  it('with all of it, the service may start', () => {
    expect(readSettings(WHOLE)).toMatchObject({
      PUBLIC_URL: 'https://give.example.org',
      STRIPE_WEBHOOK_SECRETS: ['whsec_1', 'whsec_2'],
    });
  });

  it('faults and what is missing come in the same message', () => {
    const message = faultsOf({ NODE_ENV: 'production', PORT: 'x', REPORT_TIME_ZONE: 'Mars/Olympus' });
    for (const name of ['PORT', 'REPORT_TIME_ZONE', 'DATABASE_URL', 'MAIL_FROM'])
      expect(message).toContain(`  ${name}: `);
  });
});

describe('several faults', () => {
  const BAD = {
    PORT: '70000',
    PUBLIC_URL: 'canary-url',
    SITE_ORIGINS: 'https://canary.example/path',
    COOKIE_DOMAIN: 'canary domain',
    ROLE: 'canary-role',
    DATABASE_URL: 'mysql://canary:canary@localhost',
    STRIPE_SECRET_KEY: 'pk_live_canary',
    STRIPE_WEBHOOK_SECRETS: 'canary-secret',
    ENCRYPTION_KEYS: 'canary:AAAA',
    SMTP_URL: 'http://canary.example',
    MAIL_FROM: 'Canary <canary@canary.example>, other@canary.example',
    MAIL_SUBJECT: 'Canary\r\nBcc: canary@canary.example',
    NOTICE_SUBJECT: 'Canary\r\nBcc: canary@canary.example',
    RESTRICTED_RESIDENCES: 'Canary Islands',
    LOG_LEVEL: 'canary',
    METRICS_TOKEN: 'canary',
    REPORT_TIME_ZONE: 'Canary/Canary',
    STATEMENT_SUFFIX: 'canary <canary>',
    CHECKOUTS_PER_MINUTE: '0',
  };

  it('are all named at once', () => {
    const message = faultsOf(BAD);
    for (const name of Object.keys(BAD)) expect(message).toContain(`  ${name}`);
  });

  it('are named without the value that was given', () => {
    expect(faultsOf(BAD)).not.toMatch(/canary|70000|mysql/i);
  });
});

describe('whose mail it is', () => {
  it.each([
    ['News <post@news.example>', { name: 'News', address: 'post@news.example' }],
    ['"News, daily" <post@news.example>', { name: 'News, daily', address: 'post@news.example' }],
    ['Новости <post@news.example>', { name: 'Новости', address: 'post@news.example' }],
    ['post@localhost', { name: '', address: 'post@localhost' }],
  ])('is read from %s', (text, sender) => {
    expect(readSettings({ MAIL_FROM: text }).MAIL_FROM).toEqual(sender);
  });

  it.each(['News', 'post@', 'News <post>', '<>', 'a@b.example, c@d.example', 'N\r\nBcc: x <a@b.example>'])(
    'is not read from %j',
    (text) => {
      expect(faultsOf({ MAIL_FROM: text })).toContain('  MAIL_FROM: ');
    },
  );
});

describe('without anything set', () => {
  it('there are defaults', () => {
    expect(readSettings({})).toMatchObject({
      NODE_ENV: 'development',
      ROLE: 'all',
      SITE_ORIGINS: [],
      STRIPE_API_URL: 'https://api.stripe.com',
      RESTRICTED_RESIDENCES: ['RU', 'BY'],
      REPORT_TIME_ZONE: 'UTC',
      LOG_LEVEL: 'info',
      TRUST_PROXY: false,
    });
  });

  it('nothing is made up that has to be given', () => {
    const settings = readSettings({});
    const given = [settings.DATABASE_URL, settings.STRIPE_SECRET_KEY, settings.ENCRYPTION_KEYS];
    expect(given).toEqual([undefined, undefined, undefined]);
  });
});

describe('the forms that a setting may have', () => {
  it.each([
    ['false', false],
    ['true', true],
    ['2', 2],
    ['loopback, 10.0.0.0/8', 'loopback, 10.0.0.0/8'],
  ])('TRUST_PROXY=%s', (text, value) => {
    expect(readSettings({ TRUST_PROXY: text }).TRUST_PROXY).toBe(value);
  });

  it('lists may have spaces', () => {
    expect(readSettings({ SITE_ORIGINS: 'https://a.example, https://b.example:8443' }).SITE_ORIGINS).toEqual([
      'https://a.example',
      'https://b.example:8443',
    ]);
  });

  it.each(['+02:00', '-05', 'Mars/Olympus', "UTC'"])('REPORT_TIME_ZONE=%j is not taken', (zone) => {
    expect(faultsOf({ REPORT_TIME_ZONE: zone })).toContain('REPORT_TIME_ZONE');
  });

  it.each([
    ['no colon', 'abc'],
    ['too short a key', 'a:AAAA'],
    ['the same id twice', `${keyLine('a')},${keyLine('a')}`],
    ['an empty entry', `${keyLine('a')},`],
  ])('keys with %s are refused', (_what, text) => {
    expect(faultsOf({ ENCRYPTION_KEYS: text })).toContain('ENCRYPTION_KEYS');
  });
});

describe('beside a keyless start', () => {
  it('a command uses what that one runs on, and what is given to it goes first', () => {
    const folder = mkdtempSync(join(tmpdir(), 'groundswell-settings-'));
    writeFileSync(join(folder, 'running.env'), "PUBLIC_URL='http://localhost:3000'\nPORT='3000'\n");
    const settings = readSettingsBesideRunning({ DATA_DIRECTORY: folder, PORT: '4000' });
    rmSync(folder, { recursive: true });
    expect([settings.PUBLIC_URL, settings.PORT]).toEqual(['http://localhost:3000', 4000]);
  });
});
