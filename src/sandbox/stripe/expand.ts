import { invalidRequest } from './errors.ts';
import { includable } from './includable.ts';
import { asOfNow } from './objects/balance-transaction.ts';
import { isJson } from './wire.ts';
import type { World } from './world.ts';

const DEEPEST = 4;

/** The answer with the ids at `paths` replaced by the objects that they stand for. The stored objects stay as they are. */
export function expandAll(world: World, answer: unknown, paths: readonly string[]): unknown {
  return paths.reduce((expanded, path) => {
    const keys = path.split('.');
    if (keys.filter((key) => key !== 'data').length > DEEPEST) {
      throw invalidRequest(`You cannot expand more than ${DEEPEST} levels of a property (${path}).`, {
        param: 'expand',
      });
    }
    return expandPath(world, expanded, keys, path);
  }, answer);
}

function expandPath(world: World, value: unknown, keys: readonly string[], path: string): unknown {
  const [key, ...rest] = keys;
  if (key === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => expandPath(world, item, keys, path));
  if (!isJson(value)) throw notExpandable(path);
  const current = key in value ? value[key] : includable(world, value, key);
  if (current === undefined) throw notExpandable(path);
  const target = typeof current === 'string' ? find(world, current) : current;
  if (target === undefined || typeof target === 'number' || typeof target === 'boolean')
    throw notExpandable(path);
  return { ...value, [key]: expandPath(world, target, rest, path) };
}

/** What stands behind an id, as it shows now. */
function find(world: World, id: string): object | undefined {
  const transaction = world.store.get('balance_transaction', id);
  return transaction ? asOfNow(world, transaction) : world.store.find(id);
}

function notExpandable(path: string) {
  return invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
}
