import { plainHash } from '../platform/keys.ts';
import { toUnixSeconds } from '../platform/time.ts';
import type { WithStripe } from '../stripe/client.ts';
import type { Answer } from '../stripe/invoice-payments.ts';
import { NOBODY, type Reading } from '../stripe/readings.ts';
import { type ObjectKind, type Retrieved, retrieveObject } from '../stripe/retrieve-object.ts';
import { type Observation, readAs } from './observe.ts';
import { rowOf } from './table.ts';

/**
 * An object as Stripe has it now, as an observation that enters by the same door as an event.
 * @throws StripeError
 */
export async function readObject(
  { stripe }: WithStripe,
  { kind, id }: { kind: ObjectKind; id: string },
): Promise<Observation> {
  return toObservation({ kind, id }, await retrieveObject(stripe, kind, id));
}

/**
 * The same for an object that came in a list.
 * @param createdAt when what it tells of happened, as far as it is known
 */
export function toObservation(
  { kind, id, createdAt }: { kind: ObjectKind; id: string; createdAt?: Date | undefined },
  { object, readAt }: Retrieved,
): Observation {
  const type = `read.${kind}`;
  const row = rowOf(type);
  if (row === undefined) throw new Error(`nothing follows from reading a ${kind}`);
  const name = `read:${id}:${toUnixSeconds(readAt)}`;
  const envelope = { id: name, type, createdAt: createdAt ?? readAt, apiVersion: null, readAt };
  const observation = readAs(envelope, () => row.read(object));
  if (observation.content.kind !== 'read') return observation;
  // Within one second it may have been two things, one after the other: whoever asked for the second is told so.
  return { ...observation, id: `${name}:${digestOf(observation.content.reading)}` };
}

/** Stripe's answer to a question about `id`; the same answer again tells nothing new. */
export function answerToObservation(
  { type, id, createdAt }: { type: string; id: string; createdAt: Date },
  { reading, readAt }: Answer<Reading>,
): Observation {
  return {
    id: `read:${id}:${digestOf(reading)}`,
    type,
    createdAt,
    apiVersion: null,
    readAt,
    person: NOBODY,
    content: { kind: 'read', reading },
  };
}

function digestOf(reading: Reading): string {
  return plainHash(JSON.stringify(reading)).toString('hex').slice(0, 12);
}
