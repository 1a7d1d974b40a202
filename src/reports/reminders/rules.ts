import { CHANNELS, DELAYS } from '../../reminders/rules.ts';
import { foldSmall, groupBy, rowsToldWhole } from '../rules.ts';

export const FUNNEL_GROUPINGS = ['month', 'campaign', 'channel', 'delay'] as const;
export type FunnelGrouping = (typeof FUNNEL_GROUPINGS)[number];

export const STEPS = ['set', 'confirmed', 'sent', 'cancelled', 'unsent', 'cameBack'] as const;
export type Step = (typeof STEPS)[number];

/** What was counted of one step; of gifts, in one currency, with their sum in minor units. */
export type Tally = Record<FunnelGrouping, string> & {
  step: Step | 'gave';
  currency: string | null;
  count: number;
  amount: bigint;
};

export type Question = { by: FunnelGrouping; campaign: string | undefined };

type Cell = { key: string; count: number; amount: bigint };

/** What one month tells of one step. */
export type Told = {
  shown: Cell[];
  /** of these only that there is, or may be, something */
  hidden: string[];
  /** what is told of the hidden together; `hidden`: they are too few even so, and it is not told which they are */
  other: Omit<Cell, 'key'> | 'hidden' | null;
};

/**
 * What may be told of a step in a month. Each month is folded by itself, whatever range is asked for, so that ranges that
 * overlap tell nothing that the months in them do not.
 * @param tallies all of one month, one step, one currency
 */
export function tell(tallies: readonly Tally[], { by, campaign }: Question): Told {
  if (campaign === undefined) return by === 'month' ? tellMonth(tallies) : tellFolded(tallies, by);
  return by === 'channel' || by === 'delay'
    ? tellWithin(tallies, by, campaign)
    : tellCampaign(tallies, by, campaign);
}

/** How often something happened in all singles nobody out; what a few gave does. */
function tellMonth(tallies: readonly Tally[]): Told {
  const cells = cellsBy(tallies, 'month');
  if (tallies.some(({ step }) => step !== 'gave')) return { shown: cells, hidden: [], other: null };
  const { shown, folded } = foldSmall(cells);
  return { shown, hidden: folded.map(({ key }) => key), other: null };
}

function tellFolded(tallies: readonly Tally[], by: FunnelGrouping): Told {
  const { shown, folded, isWithheld } = foldSmall(cellsBy(tallies, by));
  // The month tells how many they are in all: were it told that they are of one campaign, it would be told how many there.
  if (isWithheld) return { shown: [], hidden: [], other: 'hidden' };
  const other = folded.length === 0 ? null : folded.reduce(plus, { count: 0, amount: 0n });
  return { shown, hidden: folded.map(({ key }) => key), other };
}

function tellCampaign(tallies: readonly Tally[], by: 'month' | 'campaign', campaign: string): Told {
  const { shown, hidden, other } = tellFolded(tallies, 'campaign');
  const key = by === 'month' ? (tallies[0]?.month ?? '') : campaign;
  return {
    shown: shown.filter((cell) => cell.key === campaign).map((cell) => ({ ...cell, key })),
    hidden: other === 'hidden' || hidden.includes(campaign) ? [key] : [],
    other: null,
  };
}

const ALL = { channel: CHANNELS, delay: DELAYS } as const;

/** Where a campaign is not told, every channel or delay is hidden: which of them it had would tell too much. */
function tellWithin(tallies: readonly Tally[], by: 'channel' | 'delay', campaign: string): Told {
  const { hidden } = tellCampaign(tallies, 'campaign', campaign);
  const own = tallies.filter((tally) => tally.campaign === campaign);
  if (hidden.length === 0 && own.length === 0) return { shown: [], hidden: [], other: null };
  const crossed = [...groupBy(tallies, (tally) => tally.campaign)].flatMap(([row, group]) =>
    cellsBy(group, by).map(({ key, count }) => ({ row, column: key, count })),
  );
  if (rowsToldWhole(crossed).has(campaign)) return { shown: cellsBy(own, by), hidden: [], other: null };
  return { shown: [], hidden: [...ALL[by]], other: null };
}

function cellsBy(tallies: readonly Tally[], by: FunnelGrouping): Cell[] {
  const groups = groupBy(tallies, (tally) => tally[by]);
  return [...groups].map(([key, group]) => ({ key, ...group.reduce(plus, { count: 0, amount: 0n }) }));
}

function plus(sum: Omit<Cell, 'key'>, { count, amount }: Omit<Cell, 'key'>): Omit<Cell, 'key'> {
  return { count: sum.count + count, amount: sum.amount + amount };
}
