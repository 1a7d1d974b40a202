import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { createTransport } from 'nodemailer';
import request from 'supertest';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type MailCatcher,
  type MailCatcherOptions,
  startMailCatcher,
} from '../../src/sandbox/mail/start-mail-catcher.ts';

const clock = { now: () => new Date('2026-11-23T08:49:32.123Z') };
const afterwards: (() => unknown)[] = [];

afterEach(async () => {
  for (const undo of afterwards.splice(0).reverse()) await undo();
});

async function start(options: Partial<MailCatcherOptions> = {}): Promise<MailCatcher> {
  const catcher = await startMailCatcher({ clock, ...options });
  afterwards.push(() => catcher.stop());
  return catcher;
}

const MAIL = {
  from: 'Newsroom <news@example.org>',
  to: 'reader@example.com',
  subject: 'Здравствуйте <b>',
  text: 'Open https://example.org/s?a=1&b=2.\n<script>alert(1)</script>',
  html: '<html><head><title>x</title></head><body><p>Hello</p><script>alert(1)</script></body></html>',
  headers: { 'List-Unsubscribe': '<https://example.org/unsubscribe?token=abc>' },
};

function send(catcher: MailCatcher, mail: object = {}, auth?: { user: string; pass: string }) {
  return createTransport(catcher.smtpUrl, { ...(auth && { auth }) }).sendMail({ ...MAIL, ...mail });
}

describe('a mail that is sent', () => {
  test('is caught with its envelope, its parts and its headers', async () => {
    const catcher = await start();

    await send(catcher, { bcc: 'hidden@example.com' });

    expect(catcher.messages()).toHaveLength(1);
    expect(catcher.messages()[0]).toMatchObject({
      id: 1,
      receivedAt: clock.now(),
      from: expect.stringContaining('news@example.org'),
      to: ['reader@example.com', 'hidden@example.com'],
      subject: MAIL.subject,
      text: expect.stringContaining(MAIL.text),
      html: expect.stringContaining('<p>Hello</p>'),
    });
    expect(catcher.messages()[0]?.headers.get('list-unsubscribe')).toBe(MAIL.headers['List-Unsubscribe']);
  });

  test('with a password that nobody knows is taken too', async () => {
    const catcher = await start();

    await send(catcher, {}, { user: 'any', pass: 'thing' });

    expect(catcher.messages()).toHaveLength(1);
  });

  test('ends the waiting of whoever waits for it, before and after it came', async () => {
    const catcher = await start();
    const early = catcher.waitFor(({ subject }) => subject === 'second');

    await send(catcher, { subject: 'first' });
    await send(catcher, { subject: 'second' });

    expect((await early).id).toBe(2);
    expect((await catcher.waitFor(({ subject }) => subject === 'second')).id).toBe(2);
  });

  test('is there after a restart where there is a directory', async () => {
    const directory = join(mkdtempSync(join(tmpdir(), 'groundswell-test-')), 'mail');
    afterwards.push(() => rmSync(join(directory, '..'), { recursive: true, force: true }));
    const first = await start({ directory });
    await send(first);
    await first.stop();

    const second = await start({ directory });
    await send(second, { subject: 'later' });

    expect(second.messages().map(({ id, subject }) => [id, subject])).toEqual([
      [1, MAIL.subject],
      [2, 'later'],
    ]);
    expect(second.messages()[0]).toEqual(first.messages()[0]);
  });
});

describe('a fault', () => {
  test.each([
    ['tempfail', { responseCode: 451 }],
    ['permfail', { responseCode: 550 }],
    ['drop', { code: expect.stringMatching(/ECONNECTION|ESOCKET|ECONNRESET/) }],
  ] as const)('%s is what the sender sees, until it is over', async (fault, seen) => {
    const catcher = await start();
    catcher.setFault(fault);

    await expect(send(catcher)).rejects.toMatchObject(seen);
    expect(catcher.messages()).toEqual([]);

    catcher.setFault('none');
    await send(catcher);
    expect(catcher.messages()).toHaveLength(1);
  });
});

describe('the pages', () => {
  async function mounted() {
    const catcher = await start();
    await send(catcher);
    await send(catcher, { subject: 'newer', html: undefined });
    return request(express().use('/mail', catcher.app));
  }

  test('list the newest first, with links that hold wherever they are mounted', async () => {
    const site = await mounted();

    for (const path of ['/mail', '/mail/']) {
      const { text } = await site.get(path).expect(200).expect('Content-Type', /html/);
      expect(text.match(/href="[^"]*\d"/g)).toEqual(['href="/mail/2"', 'href="/mail/1"']);
      expect(text).toContain('Здравствуйте &lt;b&gt;');
    }
    await site.get('/mail/mail.css').expect(200).expect('Content-Type', /css/);
  });

  test('show one mail, its links made to follow and everything else escaped', async () => {
    const site = await mounted();

    const { text } = await site
      .get('/mail/1')
      .expect(200)
      .expect('Content-Security-Policy', /default-src 'none'/);

    expect(text).toContain('<a href="https://example.org/s?a=1&amp;b=2" rel="noreferrer">');
    expect(text).not.toContain('<script');
    expect(text).toContain('src="/mail/1/html"');
  });

  test('show the HTML in a sandbox without scripts, and the source as text', async () => {
    const site = await mounted();

    const html = await site.get('/mail/1/html').expect(200);
    const raw = await site
      .get('/mail/1/raw')
      .expect(200)
      .expect('Content-Type', /text\/plain/);

    expect(html.headers['content-security-policy']).toMatch(
      /^sandbox allow-popups [^;]*; default-src 'none'/,
    );
    expect(html.headers['content-security-policy']).not.toContain('allow-scripts');
    expect(html.text).toContain('<head><base target="_blank">');
    expect(raw.text).toContain('Delivered-To: reader@example.com');
  });

  test('answer 404 to what is not there', async () => {
    const site = await mounted();

    for (const path of ['/mail/3', '/mail/x', '/mail/3/raw', '/mail/3/html'])
      await site.get(path).expect(404);
  });
});
