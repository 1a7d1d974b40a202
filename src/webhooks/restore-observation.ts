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
 * Stripe keeps for 30 days, and where it speaks another API version, the object that it is about.
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
  const event = readEvent(await context.stripe.events.retrieve(row.id));
  return event.apiVersion === API_VERSION ? observe(event) : readHinted(context, event);
}

async function readHinted({ stripe }: WithStripe, { object, ...event }: StripeEvent): Promise<Observation> {
  const row = rowOf(event.type);
  if (row === undefined) return observe({ ...event, object });
  const { object: current, readAt } = await retrieveObject(stripe, row.object, idOfObject(object));
  return readAs({ ...event, readAt }, () => row.read(current));
}
