import type { ApiFaults } from './api-faults.ts';
import type { DeliveryFaults } from './delivery-faults.ts';
import { invalidRequest } from './errors.ts';

/** What can be made to go wrong, as one switch each. */
export const API_SWITCHES = {
  rateLimit: 'Requests: 429',
  error: 'Requests: 500',
  reset: 'Requests: connection cut',
  hang: 'Requests: no answer',
} as const;
export const DELIVERY_SWITCHES = {
  duplicate: 'Events: sent twice',
  shuffle: 'Events: in random order',
  delayMs: 'Events: a minute late',
  drop: 'Events: never sent',
  hold: 'Events: held back',
} as const;
export const MONEY_SWITCHES = { lateBalances: 'Charges: fee comes late' } as const;

/** A page whose requests all failed could not be used: half of them do. */
const SHARE = 0.5;
const LATE = 60_000;

export type Switches = {
  api(): ApiFaults;
  setApi(faults: ApiFaults): void;
  delivery(): DeliveryFaults;
  setDelivery(faults: DeliveryFaults): void;
  lateBalances(): boolean;
  setLateBalances(late: boolean): void;
};

function isKey<T extends object>(object: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(object, key);
}

export function isOn(switches: Switches, name: string): boolean {
  if (isKey(API_SWITCHES, name)) return Boolean(switches.api()[name]);
  if (isKey(MONEY_SWITCHES, name)) return switches.lateBalances();
  return isKey(DELIVERY_SWITCHES, name) && Boolean(switches.delivery()[name]);
}

/** Switches one fault on or off; the others stay as they are. */
export function flip(switches: Switches, name: string): void {
  const on = !isOn(switches, name);
  if (isKey(API_SWITCHES, name)) switches.setApi({ ...switches.api(), [name]: on ? SHARE : 0 });
  else if (isKey(MONEY_SWITCHES, name)) switches.setLateBalances(on);
  else if (name === 'delayMs') switches.setDelivery({ ...switches.delivery(), delayMs: on ? LATE : 0 });
  else if (isKey(DELIVERY_SWITCHES, name)) switches.setDelivery({ ...switches.delivery(), [name]: on });
  else throw invalidRequest(`There is no switch '${name}'.`);
}
