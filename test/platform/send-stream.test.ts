import express from 'express';
import { afterEach, expect, it } from 'vitest';
import { listen } from '../../src/platform/http/listen.ts';
import { sendStream } from '../../src/platform/http/send-stream.ts';

let stop = async () => {};
afterEach(() => stop());

/** A server that answers with these chunks, and with 503 what goes wrong before the first. */
async function serve(chunks: () => AsyncGenerator<string>): Promise<string> {
  const app = express();
  app.get('/', (_request, response) =>
    sendStream(response, { type: 'text/plain', chunks: chunks() }, () => response.status(200)).catch(() => {
      if (!response.headersSent) response.status(503).end();
    }),
  );
  const web = await listen(app, 0, '127.0.0.1');
  stop = () => web.stop();
  return `http://127.0.0.1:${web.port}/`;
}

it('sends what is made, piece by piece', async () => {
  const url = await serve(async function* () {
    yield 'one,';
    yield 'two';
  });
  expect(await (await fetch(url)).text()).toBe('one,two');
});

it('sends nothing at all as nothing', async () => {
  const response = await fetch(await serve(async function* () {}));
  expect([response.status, await response.text()]).toEqual([200, '']);
});

it('what fails at once can still be answered', async () => {
  const url = await serve(async function* () {
    yield await Promise.reject(new Error('no database'));
  });
  expect((await fetch(url)).status).toBe(503);
});

it('what fails half-way breaks off: nobody takes it for the whole', async () => {
  const url = await serve(async function* () {
    yield 'one,'.repeat(100_000);
    throw new Error('the database is gone');
  });
  const response = await fetch(url);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
});

it('makes no more than is read, and ends when the reader has gone', async () => {
  let made = 0;
  let isOver = false;
  const url = await serve(async function* () {
    try {
      for (;;) {
        made += 1;
        yield 'x'.repeat(1_000_000);
      }
    } finally {
      isOver = true;
    }
  });
  const reader = (await fetch(url)).body?.getReader();
  await reader?.read();
  await expect.poll(() => made).toBeGreaterThan(1);
  // Whoever does not read fills the buffers on the way, and no more.
  let before = 0;
  await expect
    .poll(() => {
      const grew = made - before;
      before = made;
      return grew;
    })
    .toBe(0);
  expect(made).toBeLessThan(100);
  await reader?.cancel();
  await expect.poll(() => isOver).toBe(true);
});
