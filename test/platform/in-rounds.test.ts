import { expect, it } from 'vitest';
import { inRounds } from '../../src/platform/in-rounds.ts';

/** Rounds that end when they are told to, and answer with what was asked and its place. */
function rounds(most: number) {
  const begun: { items: string[]; end(): void; fail(): void }[] = [];
  const ask = inRounds(most, (_on: object, items: string[]) => {
    return new Promise<(item: string, index: number) => string>((resolve, reject) => {
      begun.push({
        items,
        end: () => resolve((item, index) => `${item}${index}`),
        fail: () => reject(new Error('failed')),
      });
    });
  });
  return { begun, ask };
}

it('who asks alone waits for nobody; who comes meanwhile shares the next round, and gets their own answer', async () => {
  const { begun, ask } = rounds(3);
  const on = {};

  const answers = ['a', 'b', 'c', 'd', 'e'].map((item) => ask(on, item));
  expect(begun.map(({ items }) => items)).toEqual([['a']]);
  begun[0]?.end();
  await expect.poll(() => begun.length).toBe(2);
  expect(begun[1]?.items).toEqual(['b', 'c', 'd']);
  begun[1]?.end();
  await expect.poll(() => begun.length).toBe(3);
  begun[2]?.end();

  expect(await Promise.all(answers)).toEqual(['a0', 'b0', 'c1', 'd2', 'e0']);
});

it('a round that fails is thrown to those who share it, and the next goes on', async () => {
  const { begun, ask } = rounds(3);
  const on = {};

  const [first, second] = [ask(on, 'a'), ask(on, 'b')];
  begun[0]?.fail();
  await expect(first).rejects.toThrow('failed');
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.end();

  expect(await second).toBe('b0');
});

it('rounds on something else are rounds of their own', async () => {
  const { begun, ask } = rounds(3);

  const answers = [ask({}, 'a'), ask({}, 'b')];
  expect(begun.map(({ items }) => items)).toEqual([['a'], ['b']]);
  for (const { end } of begun) end();

  expect(await Promise.all(answers)).toEqual(['a0', 'b0']);
});
