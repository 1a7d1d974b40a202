import type { Context } from '../platform/context.ts';
import { errorCode } from '../platform/log.ts';
import { sealBriefly, unsealBriefly } from '../platform/seal.ts';
import { API_VERSION } from '../stripe/client.ts';
import { NOBODY, Person, type Read, type Reading } from '../stripe/readings.ts';
import type { StripeEvent } from '../stripe/verify-event.ts';
import { rowOf } from './table.ts';

/**
 * What Stripe told us, reduced to what we read of it. `unused`: a type that is not in THE TABLE. `hint`: told in another
 * API version than ours, so the object has to be asked for. `unreadable`: the object is not what Stripe's types promise, so
 * nothing of it may be kept, and it must be asked for again.
 */
export type Observation = Omit<StripeEvent, 'object'> & {
  /** by Stripe's clock, where it was read from the API */
  readAt: Date | null;
  person: Person;
  content:
    | { kind: 'read'; reading: Reading }
    | { kind: 'unused' }
    | { kind: 'hint' }
    | { kind: 'unreadable'; code: string };
};

export function observe({ object, ...event }: StripeEvent): Observation {
  const envelope = { ...event, readAt: null };
  const row = rowOf(event.type);
  if (row === undefined) return { ...envelope, person: NOBODY, content: { kind: 'unused' } };
  if (event.apiVersion !== API_VERSION) return { ...envelope, person: NOBODY, content: { kind: 'hint' } };
  return readAs(envelope, () => row.read(object));
}

/** What `read` makes of an object, in this envelope. */
export function readAs(
  envelope: Omit<Observation, 'person' | 'content'>,
  read: () => Read<Reading>,
): Observation {
  try {
    const { reading, person } = read();
    return { ...envelope, person, content: { kind: 'read', reading } };
  } catch (error) {
    return { ...envelope, person: NOBODY, content: { kind: 'unreadable', code: errorCode(error) } };
  }
}

type Keys = Pick<Context, 'keyring'>;

/** Who an unapplied event is about must survive until it is applied, and be readable by nobody but us. */
export function sealPerson({ keyring }: Keys, eventId: string, person: Person): Buffer {
  return sealBriefly(keyring, 'seal-inbox', personPlace(eventId), JSON.stringify(person));
}

/** @throws UnsealError, ZodError */
export function unsealPerson({ keyring }: Keys, eventId: string, sealed: Buffer | null): Person {
  if (sealed === null) return NOBODY;
  return Person.parse(JSON.parse(unsealBriefly(keyring, 'seal-inbox', personPlace(eventId), sealed)));
}

function personPlace(eventId: string) {
  return { table: 'inbox', column: 'sealed_person', row: eventId };
}
