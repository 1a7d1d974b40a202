import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderThankYou } from '../../src/contributions/thank-you-page.ts';
import { PROVEN_COOKIE, writeProvenCookie } from '../../src/platform/http/proven-address.ts';
import { LOCALES } from '../../src/platform/locale.ts';
import { sendDueMails } from '../../src/worker.ts';
import { tags, text, thankYouModel } from '../contributions/page-models.ts';
import { run } from '../support/cluster.ts';
import { type Service, type ServiceOptions, startService } from '../support/service.ts';

const ADDRESS = 'anna@example.org';

let service: Service;
async function start(options: ServiceOptions = {}): Promise<void> {
  service = await startService(options);
}
beforeEach(() => start());
afterEach(() => service.stop());

const query = (sql: string) => run(service.databaseUrl, sql);
const kept = () =>
  query('select state, locale, consent_place, consent_version from newsletter_subscriptions');
const page = async (path: string) => (await fetch(service.url + path)).text();

/** Sends the newsletter's form as it stands on a page, with what a reader types. */
async function send(html: string, typed: Record<string, string>, headers: Record<string, string> = {}) {
  const form = formOf(html);
  const hidden = tags(form, 'input').flatMap(({ type, name = '', value = '' }) =>
    type === 'hidden' ? [[name, value] as const] : [],
  );
  const body = new URLSearchParams({
    ...Object.fromEntries(hidden),
    'newsletter-email': '',
    'newsletter-residence': '',
    ...typed,
  });
  return fetch(`${service.url}/newsletter`, { method: 'POST', body, headers, redirect: 'manual' });
}

function formOf(html: string): string {
  const start = html.indexOf('<form class="letter"');
  return start < 0 ? '' : html.slice(start, html.indexOf('</form>', start));
}

describe('the newsletter is offered', () => {
  it.each([
    [
      'en',
      'appeal',
      'Our free newsletter',
      'Send me the free weekly newsletter',
      'I can unsubscribe at any time',
    ],
    [
      'ru',
      'appeal',
      'Наша бесплатная рассылка',
      'Присылайте мне бесплатную рассылку',
      'Отписаться можно в любой момент',
    ],
  ])(
    'on the appeal (%s), by a form of its own that says what it is for, has nothing ticked and says what is agreed to',
    async (lang, place, title, action, consent) => {
      const form = formOf(await page(`/?lang=${lang}`));
      expect(form).toContain(`<h2>${title}</h2>`);
      expect(text(form)).toContain(action);
      expect(text(form)).toContain(consent);
      expect(form).not.toMatch(/checked|type="checkbox"/);
      expect(tags(form, 'input').map(({ name, value = '' }) => [name, value])).toEqual([
        ['locale', lang],
        ['place', place],
        ['newsletter-email', ''],
      ]);
    },
  );

  it.each(['/', '/newsletter'])(
    'on %s, and works without a script: a page says to look into the mailbox',
    async (path) => {
      const sent = await send(await page(`${path}?lang=ru`), { 'newsletter-email': ADDRESS });
      expect([sent.status, sent.headers.get('location')]).toEqual([303, '/newsletter/asked?lang=ru']);
      expect(text(await page('/newsletter/asked?lang=ru'))).toContain('Остался один шаг: откройте почту');
      expect(await kept()).toEqual([['unconfirmed', 'ru', path === '/' ? 'appeal' : 'page', 1]]);
      await sendDueMails(service.context);
      expect(service.mail.messages()).toHaveLength(1);
    },
  );

  it.each(LOCALES)('on the page that thanks (%s), and on no other that a payment may lead to', (locale) => {
    const offered = (['complete', 'processing', 'open', 'failed', 'expired', 'unknown'] as const).filter(
      (state) => formOf(renderThankYou({ ...thankYouModel({ state }), locale })) !== '',
    );
    expect(offered).toEqual(['complete', 'processing']);
    const form = formOf(renderThankYou({ ...thankYouModel(), locale }));
    expect(form).not.toContain('checked');
    expect(tags(form, 'input').map(({ name, value }) => [name, value])).toContainEqual([
      'place',
      'thank-you',
    ]);
  });

  it('on the page that thanks, and what was sent from there is known by it', async () => {
    await send(renderThankYou(thankYouModel()), { 'newsletter-email': ADDRESS });
    expect(await kept()).toEqual([['unconfirmed', 'en', 'thank-you', 1]]);
  });

  it('and who has just shown the address is told that it is settled', async () => {
    const { value } = writeProvenCookie(service.context, ADDRESS);
    const sent = await send(
      await page('/'),
      { 'newsletter-email': ADDRESS },
      { cookie: `${PROVEN_COOKIE.name}=${value}` },
    );
    expect(sent.headers.get('location')).toBe('/newsletter/asked?lang=en&subscribed=yes');
    expect(text(await page('/newsletter/asked?lang=en&subscribed=yes'))).toContain('the newsletter is yours');
    expect((await kept())[0]?.[0]).toBe('confirmed');
  });
});

describe('what is wrong in the form', () => {
  it.each([
    [
      'nothing typed',
      { 'newsletter-email': '' },
      'Type the address to which the newsletter shall go.',
      'newsletter-email',
    ],
    ['no address', { 'newsletter-email': 'nobody' }, 'Type one e-mail address', 'newsletter-email'],
    [
      'two addresses',
      { 'newsletter-email': 'a@b.org, c@d.org' },
      'Type one e-mail address',
      'newsletter-email',
    ],
    [
      'a header in it',
      { 'newsletter-email': 'a@b.org\r\nBcc: c@d.org' },
      'Type one e-mail address',
      'newsletter-email',
    ],
    [
      'a residence in words',
      { 'newsletter-email': ADDRESS, 'newsletter-residence': 'Russia' },
      'Choose a country',
      'newsletter-residence',
    ],
    ['an unknown field', { 'newsletter-email': ADDRESS, colour: 'red' }, 'could not be read', undefined],
    ['an unknown place', { 'newsletter-email': ADDRESS, place: 'nowhere' }, 'could not be read', undefined],
  ])('%s: 422, the form again with a word about it, and nothing kept', async (_what, typed, words, field) => {
    const response = await send(await page('/'), typed);
    const html = await response.text();
    expect(response.status).toBe(422);
    expect(html).toContain('<title>Please check: Our free newsletter');
    expect(html.match(/>Our free newsletter</g)).toHaveLength(1);
    expect(text(html)).toContain(words);
    if (field !== undefined) {
      expect(html).toContain(`<a href="#${field}">`);
      expect(formOf(html)).toMatch(new RegExp(`id="${field}"[^>]* aria-invalid="true"`));
    }
    expect(await kept()).toEqual([]);
  });

  it('what was typed is given back, escaped', async () => {
    const html = await (await send(await page('/'), { 'newsletter-email': '"><script>' })).text();
    expect(html).not.toContain('<script');
    expect(formOf(html)).toContain('value="&quot;&gt;&lt;script&gt;"');
  });

  it.each([
    ['a repeated field', 'newsletter-email=a%40b.org&newsletter-email=c%40d.org', 400],
    ['a broken escape', 'newsletter-email=%E0%A4%A', 400],
    ['nothing', '', 422],
  ])('%s: %i', async (_what, body, status) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await fetch(`${service.url}/newsletter`, { method: 'POST', headers, body })).status).toBe(status);
  });

  it('sent as JSON: 415; from another site: 403', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${service.url}/newsletter`, { method: 'POST', headers, body: '{}' })).status).toBe(
      415,
    );
    const foreign = await send(
      await page('/'),
      { 'newsletter-email': ADDRESS },
      { origin: 'https://evil.example' },
    );
    expect(foreign.status).toBe(403);
    expect(await kept()).toEqual([]);
  });
});

describe('before anything exists', () => {
  it('a restricted residence is told so in both languages: 403', async () => {
    const response = await send(await page('/'), {
      'newsletter-email': ADDRESS,
      'newsletter-residence': 'RU',
    });
    const said = text(await response.text());
    expect(response.status).toBe(403);
    expect(said).toContain('We do not send mail to your country');
    expect(said).toContain('В вашу страну мы писем не отправляем');
    expect(await kept()).toEqual([]);
    expect(await query('select key from rate_limits')).toEqual([]);
  });

  it('who comes after too many others is asked to wait: 429', async () => {
    await service.stop();
    await start({ settings: { ADDRESSES_PER_MINUTE: '1' } });
    const appeal = await page('/');
    await send(appeal, { 'newsletter-email': ADDRESS });
    const response = await send(appeal, { 'newsletter-email': 'boris@example.org' });
    expect(response.status).toBe(429);
    expect(response.headers.has('retry-after')).toBe(true);
    expect(text(await response.text())).toContain('Please wait a minute');
    expect(await kept()).toHaveLength(1);
  });
});
