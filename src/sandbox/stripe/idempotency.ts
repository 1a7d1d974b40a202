import { HOUR } from '../../platform/time.ts';
import { idempotencyFault } from './errors.ts';
import type { Replay } from './kinds.ts';
import { type Answer, isJson, type Json } from './wire.ts';
import type { World } from './world.ts';

/** Stripe forgets a key after a day. */
export const KEPT_FOR = 24 * HOUR;

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isJson(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, canonical(item)]));
}

/** Two requests are the same where their parameters are, in whatever order they came. */
export function fingerprint(raw: Json): string {
  return JSON.stringify(canonical(raw));
}

/**
 * The stored answer to this key, if there is one.
 * @throws StripeFault 400 where the key was used for something else.
 */
export function replayOf(world: World, key: string, route: string, raw: Json): Answer | null {
  const stored = world.store.get('replay', key);
  if (!stored || stored.at + KEPT_FOR <= world.clock.now().getTime()) return null;
  if (stored.route !== route) {
    throw idempotencyFault(
      400,
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${route}' vs '${stored.route}'). Try using a key other than '${key}' if you meant to execute a different request.`,
    );
  }
  if (stored.parameters !== fingerprint(raw)) {
    throw idempotencyFault(
      400,
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    );
  }
  const headers = { 'idempotent-replayed': 'true', 'Original-Request': stored.request };
  return { status: stored.status, body: stored.body, headers };
}

export function remember(world: World, replay: Omit<Replay, 'at'>): void {
  world.store.put('replay', { ...replay, at: world.clock.now().getTime() });
}

export function forgetOldKeys(world: World): void {
  const instant = world.clock.now().getTime();
  for (const { id, at } of world.store.all('replay')) {
    if (at + KEPT_FOR <= instant) world.store.remove('replay', id);
  }
}

export function keyInUse(key: string) {
  return idempotencyFault(
    409,
    `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Try again later.`,
  );
}
