import { expect, it } from 'vitest';
import { oneAtATime } from '../../src/platform/one-at-a-time.ts';

/** Runs that end when they are told to. */
function runs() {
  const begun: { end(): void; fail(): void }[] = [];
  const run = () =>
    new Promise<void>((resolve, reject) => {
      begun.push({ end: resolve, fail: () => reject(new Error('failed')) });
    });
  return { begun, run };
}

it('a run that comes while one is under way is left out', async () => {
  const once = oneAtATime();
  const { begun, run } = runs();

  const first = once('job', run);
  await once('job', run);
  begun[0]?.end();
  await first;

  expect(begun).toHaveLength(1);
});

it('unless somebody woke it: then it comes after, once for however many', async () => {
  const once = oneAtATime();
  const { begun, run } = runs();

  const first = once('job', run, { woken: true });
  await once('job', run, { woken: true });
  await once('job', run, { woken: true });
  begun[0]?.end();
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.end();
  await first;

  expect(begun).toHaveLength(2);
});

it('another name is another matter, and so is the next run', async () => {
  const once = oneAtATime();
  const { begun, run } = runs();

  const both = [once('one', run), once('other', run)];
  for (const one of begun) one.fail();
  await Promise.allSettled(both);
  void once('one', run);

  expect(begun).toHaveLength(3);
});
