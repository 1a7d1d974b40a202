import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import type { Kind, Kinds } from './kinds.ts';
import type { World } from './world.ts';

type Page = { limit?: number; starting_after?: string; ending_before?: string };
type Range = number | { gt?: number; gte?: number; lt?: number; lte?: number } | undefined;

export function inRange(value: number, range: Range): boolean {
  if (range === undefined) return true;
  if (typeof range === 'number') return value === range;
  const { gt = -1, gte = 0, lt = Number.POSITIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = range;
  return value > gt && value >= gte && value < lt && value <= lte;
}

export function listOf<T>(url: string, data: T[], hasMore = false) {
  return { object: 'list', data, has_more: hasMore, url } satisfies Stripe.ApiList<T>;
}

/** One page of `rows`, which come oldest first, as Stripe shows them: newest first. */
export function pageOf<T extends { id: string }>(
  url: string,
  rows: readonly T[],
  page: Page,
  matches: (row: T) => boolean = () => true,
) {
  const limit = page.limit ?? 10;
  if (limit < 1 || limit > 100) {
    const message = 'This value must be between 1 and 100.';
    throw invalidRequest(message, { code: 'parameter_invalid_integer', param: 'limit' });
  }
  const [step, from] = startOf(rows, page);
  const found: T[] = [];
  let at = from;
  for (; at >= 0 && at < rows.length && found.length <= limit; at += step) {
    const row = rows[at];
    if (row && matches(row)) found.push(row);
  }
  const data = found.slice(0, limit);
  return listOf(url, step === 1 ? data.reverse() : data, found.length > limit);
}

function startOf<T extends { id: string }>(rows: readonly T[], page: Page): [step: 1 | -1, from: number] {
  const { starting_after: after, ending_before: before } = page;
  const cursor = after ?? before;
  if (cursor === undefined) return [-1, rows.length - 1];
  const index = rows.findLastIndex((row) => row.id === cursor);
  const param = after === undefined ? 'ending_before' : 'starting_after';
  if (index < 0) throw invalidRequest(`No such object: '${cursor}'`, { code: 'resource_missing', param });
  return after === undefined ? [1, index + 1] : [-1, index - 1];
}

/** A list route's answer: what is stored of this kind, filtered by what the request named. */
export function listAnswer<K extends Kind>(
  world: World,
  kind: K,
  url: string,
  page: Page & { created?: Range },
  matches: (row: Kinds[K]) => boolean = () => true,
) {
  return pageOf(url, world.store.all(kind), page, (row) => {
    const created = 'created' in row && typeof row.created === 'number' ? row.created : 0;
    return inRange(created, page.created) && matches(row);
  });
}

/** True where the request did not ask, or asked for just this. */
export function same(asked: string | undefined, value: string | null | undefined): boolean {
  return asked === undefined || asked === value;
}
