import { z } from 'zod';
import type { StripeEvent } from '../support/events.ts';

/** An event of the load, and what it must leave behind if it is applied: rows by table and id. */
export type LoadEvent = { id: string; payload: string; effects: string[] };

const Object_ = z.object({
  id: z.string(),
  customer: z.string().nullish(),
  mode: z.string().optional(),
  payment_status: z.string().optional(),
  payment_intent: z.string().nullish(),
  payment: z.object({ payment_intent: z.string() }).optional(),
});

/** The same history for somebody else: other ids, another address, in the same shape. */
export function another(history: readonly StripeEvent[], number: number): LoadEvent[] {
  return history.map((event) => {
    const payload = JSON.stringify(event)
      .replaceAll(/\b(?:evt|cs_test|cus|sub|in|inpay|pi|ch|pm|txn)_\w+/g, (id) => `${id}x${number}`)
      .replaceAll(/[\w.]+@example\.org/g, `reader${number}@example.org`)
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/g, (_id, rest) => {
        return `${number.toString(16).padStart(8, '0')}${rest}`;
      });
    return { id: `${event.id}x${number}`, payload, effects: effectsOf(event.type, payload) };
  });
}

const Envelope = z.object({ data: z.object({ object: Object_ }) });

/** By the meaning of each event, not by our code. */
function effectsOf(type: string, payload: string): string[] {
  const { object } = Envelope.parse(JSON.parse(payload)).data;
  const customer = object.customer ? [`customer ${object.customer}`] : [];
  switch (type) {
    case 'checkout.session.completed':
      return object.mode === 'payment'
        ? [...customer, `session ${object.id}`, `payment ${object.payment_intent}`]
        : [...customer, `session ${object.id}`];
    case 'invoice.paid':
      return [...customer, `payment ${object.id}`];
    case 'invoice_payment.paid':
      return [`claim ${object.payment?.payment_intent}`];
    case 'payment_intent.succeeded':
      // One of a one-off gift says so, and is booked by its session.
      return payload.includes('"contribution"') ? customer : [...customer, `intent ${object.id}`];
    case 'charge.succeeded':
    case 'charge.updated':
      return [...customer, `charge ${object.id}`];
    case 'payment_method.attached':
      // Whose it is says nothing of a gift: nobody becomes a member by it.
      return [`method ${object.id}`];
    default:
      return [...customer, `membership ${object.id}`];
  }
}
