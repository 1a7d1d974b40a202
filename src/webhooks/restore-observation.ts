import type { Context } from '../platform/context.ts';
import { API_VERSION, type WithStripe } from '../stripe/client.ts';
import { idOfObject } from '../stripe/fields.ts';
import { Reading } from '../stripe/readings.ts';
import { retrieveObject } from '../stripe/retrieve-object.ts';
import { readEvent, type StripeEvent } from '../stripe/verify-event.ts';
import { type Observation, observe, readAs, unsealPerson } from './observe.ts';
import type { StoredRow } from './store.ts';
import { rowOf } from './table.ts';

/**
 * What an unapplied event said: from the inbox where it could be read; otherwise the event is asked for again, which
 * Stripe keeps for 30 days, and where it speaks another API version, the object that it is about. What was no event but
 * an object read from the API is read again.
 * @throws StripeError, UnsealError, ZodError
 */
export async function restoreObservation(
  context: Context & WithStripe,
  row: StoredRow,
): Promise<Observation> {
  if (row.reading !== null) {
    return {
      ...row,
      person: unsealPerson(context, row.id, row.sealedPerson),
      content: { kind: 'read', reading: Reading.parse(JSON.parse(row.reading)) },
    };
  }
  const [, objectId] = /^read:([^:]+):/.exec(row.id) ?? [];
  if (objectId !== undefined) return readAgain(context, row, objectId);
  const event = readEvent(await context.stripe.events.retrieve(row.id));
  return event.apiVersion === API_VERSION ? observe(event) : readHinted(context, event);
}

/**
 * What an event in another API version is about, as it is now.
 * @throws StripeError, ZodError
 */
export async function readHinted(
  context: WithStripe,
  { object, ...event }: StripeEvent,
): Promise<Observation> {
  const row = rowOf(event.type);
  if (row === undefined) return observe({ ...event, object });
  return readAgain(context, event, idOfObject(object));
}

async function readAgain(
  { stripe }: WithStripe,
  { id, type, createdAt, apiVersion }: Omit<StripeEvent, 'object'>,
  objectId: string,
): Promise<Observation> {
  const row = rowOf(type);
  if (row === undefined) throw new Error(`nothing is read for ${type}`);
  const { object, readAt } = await retrieveObject(stripe, row.object, objectId);
  return readAs({ id, type, createdAt, apiVersion, readAt }, () => row.read(object));
}
