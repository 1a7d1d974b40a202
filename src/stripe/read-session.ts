import { z } from 'zod';
import { contribution, optionalText, reference, seconds } from './fields.ts';
import { moneyCameAt } from './read-intent.ts';
import { NOBODY, type Read, type SessionReading } from './readings.ts';

const Session = z.object({
  id: z.string(),
  metadata: contribution,
  mode: z.string(),
  status: optionalText,
  payment_status: z.string(),
  payment_intent: z
    .union([
      z.string().transform((id) => ({ id, latest_charge: null })),
      z.object({ id: z.string(), latest_charge: moneyCameAt }),
    ])
    .nullish(),
  customer: reference,
  customer_details: z.object({ email: optionalText }).nullish(),
  customer_email: optionalText,
  amount_total: z.int().nullish(),
  currency: optionalText,
  expires_at: seconds,
  after_expiration: z.object({ recovery: z.object({ url: optionalText }).nullish() }).nullish(),
});

/** checkout.session.completed, .async_payment_succeeded, .expired; and what the API answers. */
export function readSession(object: unknown): Read<SessionReading> {
  const session = Session.parse(object);
  const state = stateOf(session);
  // Whoever did not pay has given us nothing, their address least of all.
  const gave = state === 'complete' || state === 'processing';
  return {
    reading: {
      kind: 'session',
      id: session.id,
      contribution: session.metadata,
      state,
      frequency: session.mode === 'subscription' ? 'recurring' : 'once',
      paymentIntent: session.payment_intent?.id ?? null,
      amount: session.amount_total ?? null,
      currency: session.currency,
      paidAt: state === 'complete' ? (session.payment_intent?.latest_charge ?? null) : null,
      expiresAt: session.expires_at,
      recoveryUrl: session.after_expiration?.recovery?.url ?? null,
    },
    person: gave
      ? { customer: session.customer, address: session.customer_details?.email ?? session.customer_email }
      : NOBODY,
  };
}

/** checkout.session.async_payment_failed: only the event's type says so, the object reads like one still processing. */
export function readFailedSession(object: unknown): Read<SessionReading> {
  const read = readSession(object);
  return { reading: { ...read.reading, state: 'failed' }, person: NOBODY };
}

/** Completed is not paid: a bank debit is `complete` and `unpaid` for days. */
function stateOf(session: z.output<typeof Session>): SessionReading['state'] {
  if (session.status === 'expired') return 'expired';
  if (session.status === 'open') return 'open';
  return session.payment_status === 'unpaid' ? 'processing' : 'complete';
}
