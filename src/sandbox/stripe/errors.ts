import type Stripe from 'stripe';
import type { Wire } from './wire.ts';

/** Without an `error` key the SDK takes any JSON answer, whatever its status, for a success. */
export type Envelope = { error: Stripe.StripeRawError };

/** A refusal in Stripe's form. The one thing that actions and routes throw on purpose. */
export class StripeFault extends Error {
  readonly status: number;
  readonly envelope: Envelope;

  constructor(status: number, error: Stripe.StripeRawError) {
    super(error.message);
    this.status = status;
    this.envelope = { error };
  }
}

export function invalidRequest(message: string, more: { param?: string; code?: string } = {}): StripeFault {
  const doc = more.code
    ? { doc_url: `https://stripe.com/docs/error-codes/${more.code.replaceAll('_', '-')}` }
    : {};
  return new StripeFault(400, { type: 'invalid_request_error', message, ...more, ...doc });
}

export function missingParameter(param: string): StripeFault {
  return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
}

/**
 * Refuses what is real at Stripe but not served here: better a fault than a parameter passed over in silence.
 * @param served names with spaces between them.
 * @param at the parameter that holds `given`, or nothing for the request itself.
 */
export function refuseUnserved(given: object | undefined, served: string, at = ''): void {
  const known = new Set(['expand', ...served.split(/\s+/)]);
  const unserved = Object.keys(given ?? {}).find((name) => !known.has(name));
  if (unserved === undefined) return;
  const param = at === '' ? unserved : `${at}[${unserved}]`;
  throw invalidRequest(`The sandbox does not serve \`${param}\`.`, { param });
}

/** @param what Stripe's word for the object: `payment_intent`, `checkout.session`. */
export function resourceMissing(what: string, id: string, param = 'id'): StripeFault {
  return new StripeFault(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    doc_url: 'https://stripe.com/docs/error-codes/resource-missing',
    message: `No such ${what}: '${id}'`,
    param,
  });
}

export function unauthorized(message: string): StripeFault {
  return new StripeFault(401, { type: 'invalid_request_error', message });
}

export function unknownRoute(method: string, path: string): StripeFault {
  return new StripeFault(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). The sandbox serves a part of Stripe's API only.`,
  });
}

export function idempotencyFault(status: 400 | 409, message: string): StripeFault {
  const code = status === 409 ? { code: 'idempotency_key_in_use' } : {};
  return new StripeFault(status, { type: 'idempotency_error', message, ...code });
}

/** What Stripe answers to whoever tried to pay with this intent and was refused. */
export function refusal({ status, last_payment_error: reason }: Wire<Stripe.PaymentIntent>): StripeFault {
  // What was said of an attempt before may stand there still.
  if (!reason || status === 'requires_action') {
    return new StripeFault(402, {
      type: 'card_error',
      code: 'invoice_payment_intent_requires_action',
      message: 'This payment requires additional user action before it can be completed successfully.',
    });
  }
  return new StripeFault(402, {
    type: 'card_error',
    code: reason.code ?? 'card_declined',
    decline_code: reason.decline_code ?? 'generic_decline',
    message: reason.message ?? 'Your card was declined.',
    ...(reason.charge ? { charge: reason.charge } : {}),
  });
}

export function rateLimited(): StripeFault {
  return new StripeFault(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Request rate limit exceeded.',
  });
}

export function internalFault(): StripeFault {
  return new StripeFault(500, { type: 'api_error', message: 'The sandbox failed. Its log says why.' });
}
