import { KINDS, type Kind, type Kinds } from './kinds.ts';
import { type Change, openStateFile, readState } from './state-file.ts';
import { createTable, type Table } from './table.ts';

type Tables = { [K in Kind]: Table<Kinds[K]> };

export type Store = {
  get<K extends Kind>(kind: K, id: string): Kinds[K] | undefined;
  /** The object as it is from now on. Objects are never changed in place: events keep what was true. */
  put<K extends Kind>(kind: K, object: Kinds[K]): Kinds[K];
  remove(kind: Kind, id: string): void;
  /** Oldest first. */
  all<K extends Kind>(kind: K): readonly Kinds[K][];
  /** Oldest first, without making a list of them; do not put or remove while going through. */
  each<K extends Kind>(kind: K): Iterable<Kinds[K]>;
  /** Whatever has this id, of any kind that the API shows. */
  find(id: string): object | undefined;
  /** All of it or nothing: what `work` has put is taken back when it throws, and written in one line when it does not. */
  transaction<T>(work: () => T): T;
  onCommit(listener: () => void): void;
  close(): void;
};

const HIDDEN = new Set<Kind>([
  'account',
  'checkout',
  'checkout_intent',
  'clock',
  'delivered',
  'delivery',
  'endpoint_secret',
  'exchange_rate',
  'payout_line',
  'plan',
  'recovery',
  'replay',
  'timer',
]);
const SHOWN = KINDS.filter((kind) => !HIDDEN.has(kind));

function createTables(): Tables {
  return {
    balance_transaction: createTable(),
    'billing_portal.session': createTable(),
    charge: createTable(),
    'checkout.session': createTable(),
    customer: createTable(),
    deleted: createTable(),
    dispute: createTable(),
    event: createTable(),
    invoice: createTable(),
    invoiceitem: createTable(),
    invoice_payment: createTable(),
    mandate: createTable(),
    payment_intent: createTable(),
    payment_method: createTable(),
    payout: createTable(),
    price: createTable(),
    product: createTable(),
    'radar.early_fraud_warning': createTable(),
    refund: createTable(),
    subscription: createTable(),
    subscription_schedule: createTable(),
    webhook_endpoint: createTable(),
    account: createTable(),
    checkout: createTable(),
    checkout_intent: createTable(),
    clock: createTable(),
    delivered: createTable(),
    delivery: createTable(),
    endpoint_secret: createTable(),
    exchange_rate: createTable(),
    payout_line: createTable(),
    plan: createTable(),
    recovery: createTable(),
    replay: createTable(),
    timer: createTable(),
  };
}

function* everything(tables: Tables): Generator<Change> {
  for (const kind of KINDS) for (const object of tables[kind].all()) yield { kind, id: object.id, object };
}

export function openStore(stateFile?: string): Store {
  const tables = createTables();
  if (stateFile) for (const { kind, id, object } of readState(stateFile)) tables[kind].load(id, object);
  const file = stateFile ? openStateFile(stateFile, everything(tables)) : null;
  const listeners: (() => void)[] = [];
  let open: Change[] | null = null;
  let undo: (() => void)[] = [];

  function transaction<T>(work: () => T): T {
    if (open) return work();
    const changes: Change[] = [];
    open = changes;
    undo = [];
    try {
      const result = work();
      if (changes.length > 0) file?.append(changes);
      open = null;
      if (changes.length > 0) for (const listener of listeners) listener();
      return result;
    } catch (error) {
      if (open) for (const step of undo.reverse()) step();
      open = null;
      throw error;
    }
  }

  function change(kind: Kind, id: string, object: { id: string } | null, apply: () => void): void {
    transaction(() => {
      const before = tables[kind].get(id) ?? null;
      apply();
      open?.push({ kind, id, object });
      undo.push(() => tables[kind].load(id, before));
    });
  }

  return {
    get: (kind, id) => tables[kind].get(id),
    put: (kind, object) => {
      change(kind, object.id, object, () => tables[kind].set(object));
      return object;
    },
    remove: (kind, id) => change(kind, id, null, () => tables[kind].load(id, null)),
    all: (kind) => tables[kind].all(),
    each: (kind) => tables[kind].each(),
    find: (id) => SHOWN.map((kind) => tables[kind].get(id)).find((object) => object !== undefined),
    transaction,
    onCommit: (listener) => void listeners.push(listener),
    close: () => file?.close(),
  };
}
