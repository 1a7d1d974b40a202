import { type Minor, minor, toDecimal } from '../../platform/money.ts';

/** What is compared with Stripe: each thing that money does, and the balance as a whole. */
export const VARIANCE_KINDS = [
  'balance-transaction',
  'charge',
  'payment',
  'refund',
  'dispute',
  'payout',
  'payout-line',
  'balance',
] as const;
export type VarianceKind = (typeof VARIANCE_KINDS)[number];

export const FINDINGS = ['missing-here', 'unknown-at-stripe', 'different'] as const;
export type Finding = (typeof FINDINGS)[number];

export type Variance = {
  kind: VarianceKind;
  id: string;
  /** in UTC, by when Stripe made it; null: of the balance as a whole */
  day: string | null;
  finding: Finding;
  /** minor units of `currency`; null where there is nothing */
  ours: Minor | null;
  theirs: Minor | null;
  /** ours less Stripe's */
  difference: Minor;
  currency: string;
  /** so young that it may be on its way: it does not count */
  pending: boolean;
  /** a plain sentence, and which command mends it */
  note: string;
};

/** One thing as one side has it, in the same words on both. */
export type Entry = {
  id: string;
  madeAt: Date;
  currency: string;
  /** what it comes to, then its other amounts, by name */
  figures: readonly (readonly [name: string, amount: Minor])[];
  words: Readonly<Record<string, string | null>>;
};
export type OurEntry = Entry & { learntAt: Date };

export type Pair = { theirs?: Entry; ours?: OurEntry };

/** Until when something is old enough to have been heard of, and what was learnt only after the comparison began. */
export type Patience = { heardOf: Date; startedAt: Date };

/** The same things of both sides, side by side. */
export function pairUp(theirs: readonly Entry[], ours: readonly OurEntry[]): Pair[] {
  const left = new Map(ours.map((entry) => [entry.id, entry]));
  const pairs = theirs.map((entry): Pair => {
    const own = left.get(entry.id);
    left.delete(entry.id);
    return own === undefined ? { theirs: entry } : { theirs: entry, ours: own };
  });
  return [...pairs, ...[...left.values()].map((entry): Pair => ({ ours: entry }))];
}

/** @returns what the two sides do not agree about, or null */
export function compareSides(
  kind: VarianceKind,
  { theirs, ours }: Pair,
  { heardOf, startedAt }: Patience,
): Variance | null {
  const entry = theirs ?? ours;
  if (entry === undefined) return null;
  const { id, currency } = entry;
  const about = { kind, id, currency, day: dayOf(entry.madeAt) };
  const name = `${nounOf(kind)} ${id}`;
  if (ours === undefined) {
    const amount = mainFigure(entry);
    return {
      ...about,
      finding: 'missing-here',
      ours: null,
      theirs: amount,
      difference: minor(-amount),
      pending: entry.madeAt > heardOf,
      note: `Stripe has ${name} of ${inWords(amount, currency)}; it is not here. Mend: backfill --since ${about.day} --apply`,
    };
  }
  if (theirs === undefined) {
    const amount = mainFigure(entry);
    return {
      ...about,
      finding: 'unknown-at-stripe',
      ours: amount,
      theirs: null,
      difference: amount,
      pending: ours.learntAt > startedAt,
      note: `Here is ${name} of ${inWords(amount, currency)}; Stripe does not have it. Look: rebuild --verify`,
    };
  }
  return compareBoth(about, { theirs, ours }, startedAt);
}

function compareBoth(
  about: Pick<Variance, 'kind' | 'id' | 'currency' | 'day'>,
  { theirs, ours }: Required<Pair>,
  startedAt: Date,
): Variance | null {
  const figures = theirs.figures.map(([name, amount], index) => ({
    name,
    theirs: amount,
    ours: ours.figures[index]?.[1] ?? minor(0),
  }));
  const wrongFigures = figures.filter((figure) => figure.ours !== figure.theirs);
  const words = { ...theirs.words, currency: theirs.currency, made: theirs.madeAt.toISOString() };
  const own: Entry['words'] = { ...ours.words, currency: ours.currency, made: ours.madeAt.toISOString() };
  const wrongWords = Object.entries(words).filter(([name, word]) => own[name] !== word);
  if (wrongFigures.length === 0 && wrongWords.length === 0) return null;
  const shown = wrongFigures[0] ?? figures[0] ?? { theirs: minor(0), ours: minor(0) };
  const said = [
    ...wrongFigures.map(
      (figure) =>
        `${figure.name} is ${inWords(figure.ours, ours.currency)} here and ${inWords(figure.theirs, theirs.currency)} at Stripe`,
    ),
    ...wrongWords.map(
      ([name, word]) => `${name} is ${own[name] ?? 'nothing'} here and ${word ?? 'nothing'} at Stripe`,
    ),
  ];
  return {
    ...about,
    finding: 'different',
    ours: shown.ours,
    theirs: shown.theirs,
    difference: minor(shown.ours - shown.theirs),
    pending: ours.learntAt > startedAt,
    note: `Of ${nounOf(about.kind)} ${about.id}, ${said.join(', and ')}. ${mendOf(about)}`,
  };
}

/** Facts are never changed by what is heard again; of the rest the newest snapshot wins. */
function mendOf({ kind, day }: Pick<Variance, 'kind' | 'day'>): string {
  const isRegister = kind === 'refund' || kind === 'dispute' || kind === 'payout';
  return isRegister ? `Mend: backfill --since ${day} --apply` : 'Look: rebuild --verify';
}

export function mainFigure({ figures }: Entry): Minor {
  return figures[0]?.[1] ?? minor(0);
}

const NOUNS: Partial<Record<VarianceKind, string>> = {
  'balance-transaction': 'balance transaction',
  'payout-line': 'payout line',
};

function nounOf(kind: VarianceKind): string {
  return NOUNS[kind] ?? kind;
}

/** `5.01 USD` */
export function inWords(amount: Minor, currency: string): string {
  return `${toDecimal({ amount, currency })} ${currency.toUpperCase()}`;
}

/** Days are Stripe's: in UTC. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** What the whole of one kind comes to on a day, by currency, on both sides. Amounts as text: JSON has no large integers. */
export type Total = {
  day: string;
  kind: VarianceKind;
  currency: string;
  ours: string;
  theirs: string;
  difference: string;
};

export type Totals = Map<string, { ours: bigint; theirs: bigint }>;

export function addToTotals(totals: Totals, kind: VarianceKind, { theirs, ours }: Pair): void {
  for (const [side, entry] of [
    ['theirs', theirs],
    ['ours', ours],
  ] as const) {
    if (entry === undefined) continue;
    const key = `${dayOf(entry.madeAt)} ${kind} ${entry.currency}`;
    const sums = totals.get(key) ?? { ours: 0n, theirs: 0n };
    totals.set(key, { ...sums, [side]: sums[side] + mainFigure(entry) });
  }
}

export function listTotals(totals: Totals): Total[] {
  return [...totals].toSorted().map(([key, { ours, theirs }]) => {
    const [day = '', kind = '', currency = ''] = key.split(' ');
    return {
      day,
      kind: VARIANCE_KINDS.find((one) => one === kind) ?? 'balance',
      currency,
      ours: ours.toString(),
      theirs: theirs.toString(),
      difference: (ours - theirs).toString(),
    };
  });
}
