import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FUNNEL_GROUPINGS, type Tally, tell } from '../../src/reports/reminders/rules.ts';

const CAMPAIGNS = ['a', 'b', 'c', ''];
const CHANNELS = ['none', 'calendar', 'email'];
const DELAYS = ['P1M', 'date'];
const ATOMS = CAMPAIGNS.flatMap((campaign) =>
  CHANNELS.flatMap((channel) => DELAYS.map((delay) => ({ campaign, channel, delay }))),
);
type Atom = (typeof ATOMS)[number];
/** For each atom whether it counts in a sum. */
type Sum = number[];
const sumOf = (match: (atom: Atom) => boolean): Sum => ATOMS.map((atom) => (match(atom) ? 1 : 0));

/** Every choice of campaigns: what is left of several may be as telling as one. */
const SOME_CAMPAIGNS = Array.from({ length: 2 ** CAMPAIGNS.length }, (_, choice) =>
  CAMPAIGNS.filter((_, index) => (choice >> index) % 2 === 1),
);

/** Arithmetic modulo a prime is exact, and small enough for a product. */
const PRIME = 67_108_859;

/** Everything that follows from sums that are known: rows in echelon form, by their first column. */
class Knowledge {
  readonly #rows = new Map<number, number[]>();

  learn(sum: Sum): void {
    const rest = this.#reduce(sum);
    const first = rest.findIndex((value) => value !== 0);
    if (first < 0) return;
    const inverse = power(rest[first] ?? 0, PRIME - 2);
    this.#rows.set(
      first,
      rest.map((value) => (value * inverse) % PRIME),
    );
  }

  follows(sum: Sum): boolean {
    return this.#reduce(sum).every((value) => value === 0);
  }

  #reduce(sum: Sum): number[] {
    let rest = sum;
    for (let column = 0; column < sum.length; column += 1) {
      const factor = rest[column] ?? 0;
      const row = this.#rows.get(column);
      if (factor === 0 || row === undefined) continue;
      rest = rest.map((value, index) => (value + (PRIME - factor) * (row[index] ?? 0)) % PRIME);
    }
    return rest;
  }
}

function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  const half = power((base * base) % PRIME, Math.floor(exponent / 2));
  return exponent % 2 === 1 ? (half * base) % PRIME : half;
}

/** What somebody knows who has asked every question there is about one month. */
function askEverything(tallies: Tally[]): Knowledge {
  const knowledge = new Knowledge();
  for (const campaign of [undefined, ...CAMPAIGNS.filter((one) => one !== '')]) {
    for (const by of FUNNEL_GROUPINGS) {
      const { shown, hidden, other } = tell(tallies, { by, campaign });
      const isAsked = (atom: Atom) => campaign === undefined || atom.campaign === campaign;
      const keyOf = (atom: Atom) => (by === 'month' ? '2026-03' : atom[by]);
      for (const { key } of shown) knowledge.learn(sumOf((atom) => isAsked(atom) && keyOf(atom) === key));
      if (other === 'hidden' && hidden.length === 0) continue;
      if (other !== null && other !== 'hidden')
        knowledge.learn(sumOf((atom) => isAsked(atom) && hidden.includes(keyOf(atom))));
      // What is neither shown nor hidden is nothing, and so is each part of it.
      const named = new Set([...hidden, ...shown.map(({ key }) => key)]);
      ATOMS.forEach((atom, index) => {
        if (isAsked(atom) && !named.has(keyOf(atom)))
          knowledge.learn(ATOMS.map((_, other) => (other === index ? 1 : 0)));
      });
    }
  }
  return knowledge;
}

it.each(['set', 'gave'] as const)(
  'of %s, nobody finds a small cell by asking everything and reckoning',
  { timeout: 120_000 },
  (step) => {
    const size = { minLength: ATOMS.length, maxLength: ATOMS.length };
    const few = fc
      .array(fc.tuple(fc.nat(ATOMS.length - 1), fc.integer({ min: 1, max: 7 })), { maxLength: 4 })
      .map((some) => ATOMS.map((_, index) => some.find(([at]) => at === index)?.[1] ?? 0));
    const tables = fc.oneof(
      few,
      fc.array(fc.oneof(fc.constant(0), fc.nat(4), fc.nat(9), fc.nat(60)), size),
      fc.array(fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.nat(4), fc.nat(60)), size),
      fc.array(fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 5, max: 60 }) }, fc.nat(4)), size),
    );
    fc.assert(
      fc.property(tables, (counts) => {
        const tallies = ATOMS.map((atom, index) => ({
          ...atom,
          month: '2026-03',
          step,
          currency: null,
          count: counts[index] ?? 0,
          amount: 0n,
        })).filter(({ count }) => count > 0);
        const knowledge = askEverything(tallies);
        const cells = [
          ...ATOMS.map((own) => (atom: Atom) => atom === own),
          ...SOME_CAMPAIGNS.flatMap((campaigns) => [
            (atom: Atom) => campaigns.length < CAMPAIGNS.length && campaigns.includes(atom.campaign),
            ...CHANNELS.map((channel) => (atom: Atom) => {
              return campaigns.includes(atom.campaign) && atom.channel === channel;
            }),
            ...DELAYS.map((delay) => (atom: Atom) => {
              return campaigns.includes(atom.campaign) && atom.delay === delay;
            }),
          ]),
        ];
        for (const match of cells) {
          const persons = counts.reduce((sum, count, index) => {
            const atom = ATOMS[index];
            return sum + (atom !== undefined && match(atom) ? count : 0);
          }, 0);
          if (persons > 0 && persons < 5) expect(knowledge.follows(sumOf(match))).toBe(false);
        }
      }),
      { numRuns: 1_000 },
    );
  },
);
