/**
 * How much of a test is run: `short` by `npm test`, `verify` by `npm run verify`, `long` by whoever has the time.
 * GROUNDSWELL_TESTS says which; GROUNDSWELL_TEST_SEED repeats what a failed run did.
 */
const LENGTHS = ['short', 'verify', 'long'] as const;

export type Lengths = Record<(typeof LENGTHS)[number], number>;

export function howMany(lengths: Lengths): number {
  const asked = process.env.GROUNDSWELL_TESTS ?? 'short';
  const length = LENGTHS.find((one) => one === asked);
  if (length === undefined) throw new Error(`GROUNDSWELL_TESTS is one of ${LENGTHS.join(', ')}`);
  return lengths[length];
}

/** Print it in the name of the test that uses it. */
export function testSeed(): number {
  return Number(process.env.GROUNDSWELL_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
}
