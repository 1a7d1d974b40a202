import { z } from 'zod';
import { Problem } from '../platform/http/problem.ts';
import { fromUnixSeconds, toUnixSeconds } from '../platform/time.ts';
import type { StripeClient } from './client.ts';

const TOLERANCE_SECONDS = 300;

/** What Postgres could not store (a NUL, a year that no date has) must not come so far as to hold up other events. */
const word = z.string().regex(/^[!-~]{1,255}$/);
const LAST_SECOND = 253_402_300_799; // of the year 9999

const Event = z.object({
  id: word,
  object: z.literal('event'),
  type: word,
  created: z.int().positive().max(LAST_SECOND),
  livemode: z.boolean(),
  api_version: word.nullish(),
  data: z.object({ object: z.custom<object>(isObject) }),
});

/** Its fields are nobody's business yet. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An event, or an object read from Stripe's API in its stead. */
export type StripeEvent = {
  id: string;
  type: string;
  createdAt: Date;
  apiVersion: string | null;
  /** Stripe's object, not read yet */
  object: unknown;
};

export type Delivery = {
  payload: Buffer;
  signature: string | undefined;
  secrets: string[];
  live: boolean;
  now: Date;
};

/**
 * What `constructEvent` does, and what it does not: a timestamp in the future or none at all, and a signed body that
 * is no event, are refused here too.
 * @throws Problem signature-invalid, invalid-event, wrong-mode
 */
export function verifyEvent(stripe: StripeClient, delivery: Delivery): StripeEvent {
  if (!isSigned(stripe, delivery)) throw new Problem('signature-invalid');
  const event = parseEvent(delivery.payload);
  if (event.livemode !== delivery.live) throw new Problem('wrong-mode');
  return toStripeEvent(event);
}

/** An event as Stripe's API gives it, where no signature is needed. @throws ZodError */
export function readEvent(event: unknown): StripeEvent {
  return toStripeEvent(Event.parse(event));
}

function toStripeEvent(event: z.output<typeof Event>): StripeEvent {
  return {
    id: event.id,
    type: event.type,
    createdAt: fromUnixSeconds(event.created),
    apiVersion: event.api_version ?? null,
    object: event.data.object,
  };
}

function isSigned(stripe: StripeClient, { payload, signature, secrets, now }: Delivery): boolean {
  const [, timestamp] = /(?:^|,)\s*t=(\d{1,12})\s*(?:,|$)/.exec(signature ?? '') ?? [];
  if (signature === undefined || timestamp === undefined) return false;
  if (Math.abs(toUnixSeconds(now) - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  return secrets.some((secret) => {
    try {
      const { signature: verifier } = stripe.webhooks;
      return (
        verifier?.verifyHeader(payload, signature, secret, TOLERANCE_SECONDS, undefined, now.getTime()) ??
        false
      );
    } catch {
      // The error carries the payload: it goes no further.
      return false;
    }
  });
}

function parseEvent(payload: Buffer): z.output<typeof Event> {
  try {
    return Event.parse(JSON.parse(payload.toString('utf8')));
  } catch {
    throw new Problem('invalid-event');
  }
}
