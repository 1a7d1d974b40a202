import type { Measured } from './load.ts';

export type Figures = Pick<Measured, 'perSecond' | 'p50' | 'p99' | 'memory' | 'cpu' | 'databaseCpu'>;

export type Bars = {
  /** of the floor's answers per second, at least */
  rate: number;
  /** of the floor's p99, at most */
  p99?: number;
  /** MB, at most */
  memory?: number;
};

export type Comparison = {
  name: string;
  /** what the floor does */
  floorIs: string;
  bars: Bars;
  /** each the median over the rounds */
  floor: Figures;
  groundswell: Figures;
  /** medians of the rounds' own ratios, so that drift between rounds cancels out */
  rateRatio: number;
  p99Ratio: number;
};

export type Contest = Pick<Comparison, 'name' | 'floorIs' | 'bars'> & {
  runFloor(): Promise<Measured>;
  runGroundswell(): Promise<Measured>;
};

/** Floor and Groundswell in turn, for so many rounds. */
export async function compare(contest: Contest, rounds: number): Promise<Comparison> {
  const { runFloor, runGroundswell, ...described } = contest;
  const floors: Measured[] = [];
  const ours: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    floors.push(await runFloor());
    ours.push(await runGroundswell());
  }
  const ratioOf = (key: 'perSecond' | 'p99') =>
    median(ours.map((figures, round) => figures[key] / (floors[round]?.[key] ?? Number.NaN)));
  return {
    ...described,
    floor: medians(floors),
    groundswell: medians(ours),
    rateRatio: ratioOf('perSecond'),
    p99Ratio: ratioOf('p99'),
  };
}

function medians(all: Measured[]): Figures {
  const of = (key: keyof Figures) => median(all.map((figures) => figures[key]));
  return {
    perSecond: of('perSecond'),
    p50: of('p50'),
    p99: of('p99'),
    memory: of('memory'),
    cpu: of('cpu'),
    databaseCpu: of('databaseCpu'),
  };
}

export function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
