import type { Burst } from './cases/burst.ts';
import type { CheckoutCost } from './cases/checkouts.ts';
import type { SignInTiming } from './cases/sign-in.ts';
import type { StartTimes } from './cases/start.ts';
import type { Comparison, Figures } from './compare.ts';

export type Report = {
  /** what it was measured on, without a name of anything */
  machine: { node: string; platform: string; cores: number; postgres: string };
  rounds: number;
  seconds: number;
  comparisons: Comparison[];
  burst?: Burst;
  checkoutCost?: CheckoutCost;
  signIn?: SignInTiming;
  start?: StartTimes;
};

type Verdict = { text: string; isMet: boolean };

/** Bars of step A in seconds, statements and calls; those of the comparisons come with them. */
const COST_BARS = { statements: 3, callsToStripe: 1 };
/** Seconds, and MB resident. */
const BURST_BARS = { seconds: 60, memory: 180 };
/** Of guesses that are right; half of them are by chance. */
const SIGN_IN_BAR = 0.55;
const START_BARS = { first: 5, later: 2.5 };

export function printReport(report: Report, write: (text: string) => void): void {
  const { machine, rounds, seconds, comparisons, burst, checkoutCost, signIn, start } = report;
  write(
    `\nNode ${machine.node}, ${machine.postgres}, ${machine.cores} cores, ${machine.platform}. ` +
      `Medians of ${rounds} rounds of ${seconds} s, floor and Groundswell in turn.\n\n`,
  );
  if (comparisons.length > 0) write(`${table(comparisons)}\n`);
  for (const line of floorLines(comparisons)) write(`${line}\n`);
  const others = [
    ...burstVerdicts(burst),
    ...costVerdicts(checkoutCost),
    ...signInVerdicts(signIn),
    ...startVerdicts(start),
  ];
  if (others.length > 0) write('\n');
  for (const verdict of others) write(`${line(verdict)}\n`);
}

const HEAD = [
  '',
  'floor/s',
  'ours/s',
  'p50 ms',
  'p99 ms',
  'floor p99',
  'RSS MB',
  'CPU µs',
  'floor CPU',
  'ratio',
  'bars',
];

function table(comparisons: Comparison[]): string {
  const rows = comparisons.map((one) => {
    const { floor, groundswell } = one;
    return [
      one.name,
      floor.perSecond.toFixed(0),
      groundswell.perSecond.toFixed(0),
      groundswell.p50.toFixed(1),
      groundswell.p99.toFixed(1),
      floor.p99.toFixed(1),
      groundswell.memory.toFixed(0),
      cpuOf(groundswell),
      cpuOf(floor),
      one.rateRatio.toFixed(2),
      verdictsOf(one).map(line).join('; '),
    ];
  });
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [HEAD, ...rows]
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 || column === row.length - 1
            ? cell.padEnd(widths[column] ?? 0)
            : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The server's and Postgres's, an answer. */
function cpuOf({ cpu, databaseCpu }: Figures): string {
  return Number.isNaN(cpu + databaseCpu) ? '' : `${cpu.toFixed(0)}+${databaseCpu.toFixed(0)}`;
}

export function verdictsOf({ bars, rateRatio, p99Ratio, groundswell }: Comparison): Verdict[] {
  const verdicts: Verdict[] = [];
  if (bars.rate > 0)
    verdicts.push({ text: `≥ ${Number(bars.rate.toFixed(2))} of the floor`, isMet: rateRatio >= bars.rate });
  if (bars.p99 !== undefined)
    verdicts.push({ text: `p99 ${p99Ratio.toFixed(2)} ≤ ${bars.p99} ×`, isMet: p99Ratio <= bars.p99 });
  if (bars.memory !== undefined)
    verdicts.push({ text: `RSS ≤ ${bars.memory}`, isMet: groundswell.memory <= bars.memory });
  return verdicts;
}

function burstVerdicts(burst: Burst | undefined): Verdict[] {
  if (burst === undefined) return [];
  const { events, seconds, memory } = burst;
  const [before, most, after] = [memory.before, memory.most, memory.after].map((size) => size.toFixed(0));
  return [
    {
      text: `${events} events in a burst: ${seconds.toFixed(1)} s, at most ${BURST_BARS.seconds} s`,
      isMet: seconds <= BURST_BARS.seconds,
    },
    {
      text: `RSS ${before} MB before, ${most} at most, ${after} afterwards; at most ${BURST_BARS.memory}`,
      isMet: memory.most <= BURST_BARS.memory,
    },
  ];
}

function costVerdicts(cost: CheckoutCost | undefined): Verdict[] {
  if (cost === undefined) return [];
  const { statements, callsToStripe, roundTrips } = cost;
  return [
    {
      text: `${statements} statements a checkout in ${roundTrips} round trips, at most ${COST_BARS.statements}`,
      isMet: statements <= COST_BARS.statements,
    },
    {
      text: `${callsToStripe} call to Stripe a checkout, exactly ${COST_BARS.callsToStripe}`,
      isMet: callsToStripe === COST_BARS.callsToStripe,
    },
  ];
}

function signInVerdicts(timing: SignInTiming | undefined): Verdict[] {
  if (timing === undefined) return [];
  const { samples, accuracy, known, unknown } = timing;
  const medians = `${known.toFixed(2)} and ${unknown.toFixed(2)} ms in the median`;
  return [
    {
      text: `known and unknown addresses, ${samples} of each, ${medians}, told apart by time: ${accuracy.toFixed(3)}, at most ${SIGN_IN_BAR}`,
      isMet: accuracy <= SIGN_IN_BAR,
    },
  ];
}

function startVerdicts(start: StartTimes | undefined): Verdict[] {
  if (start === undefined) return [];
  return (['first', 'later'] as const).map((which) => ({
    text: `npm start to the first 200, ${which}: ${start[which].toFixed(2)} s, at most ${START_BARS[which]} s`,
    isMet: start[which] <= START_BARS[which],
  }));
}

function line({ text, isMet }: Verdict): string {
  return `${text}: ${isMet ? 'met' : 'NOT MET'}`;
}

function floorLines(comparisons: Comparison[]): string[] {
  const floors = new Map<string, string[]>();
  for (const { name, floorIs } of comparisons) floors.set(floorIs, [...(floors.get(floorIs) ?? []), name]);
  return [...floors].map(([floorIs, names]) => `\nFloor of ${names.join(' | ')}:\n  ${floorIs}.`);
}
