export type Table<T extends { id: string }> = {
  get(id: string): T | undefined;
  set(object: T): void;
  /** Puts back what this table once held, from the state file or after a failure; null takes it out. */
  load(id: string, object: { id: string } | null): void;
  all(): readonly T[];
  each(): Iterable<T>;
};

/** What comes back into a table is what once left it: checked by id, trusted for the rest. */
function isRow<T extends { id: string }>(value: { id: string }, id: string): value is T {
  return value.id === id;
}

/** Objects by id, in the order in which they were first put. */
export function createTable<T extends { id: string }>(): Table<T> {
  const rows = new Map<string, T>();
  let list: T[] | null = [];
  return {
    get: (id) => rows.get(id),
    set: (object) => {
      if (rows.has(object.id)) list = null;
      else list?.push(object);
      rows.set(object.id, object);
    },
    load: (id, object) => {
      list = null;
      if (object === null) rows.delete(id);
      else if (isRow<T>(object, id)) rows.set(id, object);
    },
    all: () => {
      list ??= [...rows.values()];
      return list;
    },
    each: () => rows.values(),
  };
}
