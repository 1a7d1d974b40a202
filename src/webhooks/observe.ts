import type { Context } from '../platform/context.ts';
import { errorCode } from '../platform/log.ts';
import { sealBriefly, unsealBriefly } from '../platform/seal.ts';
import { NOBODY, Person, type Reading } from '../stripe/readings.ts';
import type { StripeEvent } from '../stripe/verify-event.ts';
import { rowOf } from './table.ts';

/**
 * An event reduced to what we read of it. `unused`: a type that is not in THE TABLE. `unreadable`: its object is not
 * what Stripe's types promise, so nothing of it may be kept, and it must be asked for again.
 */
export type Observation = Omit<StripeEvent, 'object'> & {
  person: Person;
  content: { kind: 'read'; reading: Reading } | { kind: 'unused' } | { kind: 'unreadable'; code: string };
};

export function observe({ object, ...envelope }: StripeEvent): Observation {
  const row = rowOf(envelope.type);
  if (row === undefined) return { ...envelope, person: NOBODY, content: { kind: 'unused' } };
  try {
    const { reading, person } = row.read(object);
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
