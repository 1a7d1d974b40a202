import { randomInt } from 'node:crypto';
import type { Delivery } from './kinds.ts';

/** What can be made to go wrong between here and an endpoint. Each is off until switched on. */
export type DeliveryFaults = {
  /** Send each event twice, or this many times more than once. */
  duplicate?: boolean | number;
  /** Let each event wait this long after it happened. */
  delayMs?: number;
  /** Send what is due in random order. */
  shuffle?: boolean;
  /** Never send it: only who asks for events hears of it. */
  drop?: boolean;
  /** Send nothing until this is switched off or `flush` is called. */
  hold?: boolean;
};

export function copiesOf({ duplicate }: DeliveryFaults): number {
  return 1 + Number(duplicate ?? 0);
}

/** The deliveries in the order in which they are to be started. */
export function inOrder(due: Delivery[], { shuffle }: DeliveryFaults): Delivery[] {
  if (!shuffle) return due;
  const mixed = [...due];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    const [a, b] = [mixed[last], mixed[other]];
    if (a && b) [mixed[last], mixed[other]] = [b, a];
  }
  return mixed;
}
