import { now, type World } from './world.ts';

/**
 * Books money in, or out where negative. This register is what the balance is read from: it is kept beside the list of
 * balance transactions and never summed from it, so that a fault in either shows against the other.
 * @param availableOn seconds since 1970.
 */
export function book(world: World, currency: string, amount: number, availableOn: number): void {
  const part = availableOn <= now(world) ? 0 : availableOn;
  const id = `${currency}:${part}`;
  const held = world.store.get('account', id)?.amount ?? 0;
  world.store.put('account', { id, currency, availableOn: part, amount: held + amount });
}

export type Holding = { available: number; pending: number };

/** By currency: what can be paid out at this moment, and what cannot yet. */
export function holdings(world: World): Map<string, Holding> {
  const second = now(world);
  const held = new Map<string, Holding>();
  for (const { currency, availableOn, amount } of world.store.each('account')) {
    const { available, pending } = held.get(currency) ?? { available: 0, pending: 0 };
    held.set(
      currency,
      availableOn <= second
        ? { available: available + amount, pending }
        : { available, pending: pending + amount },
    );
  }
  return held;
}

/** For a state file from before there was this register: what its transactions amount to. */
export function openAccount(world: World): void {
  if (world.store.all('account').length > 0) return;
  for (const { currency, net, available_on: on } of world.store.all('balance_transaction')) {
    book(world, currency, net, on);
  }
}
