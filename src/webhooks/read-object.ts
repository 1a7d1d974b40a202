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
  // What it was at another second may be something else; what it was at this one, it was.
  const name = `read:${id}:${toUnixSeconds(readAt)}`;
  const envelope = { id: name, type, createdAt: createdAt ?? readAt, apiVersion: null, readAt };
  return readAs(envelope, () => row.read(object));
}

/** Stripe's answer to a question about `id`; the same answer again tells nothing new. */
export function answerToObservation(
  { type, id, createdAt }: { type: string; id: string; createdAt: Date },
  { reading, readAt }: Answer<Reading>,
): Observation {
  const digest = plainHash(JSON.stringify(reading)).toString('hex').slice(0, 12);
  return {
    id: `read:${id}:${digest}`,
    type,
    createdAt,
    apiVersion: null,
    readAt,
    person: NOBODY,
    content: { kind: 'read', reading },
  };
}
