import type Stripe from 'stripe';
import type { Parameters, ParametersName } from './parameters.ts';

/**
 * A type of the SDK as it travels: decimals are strings, and what can be expanded is the id that stands for it until
 * somebody asks for more.
 */
export type Wire<V> = V extends Stripe.Decimal
  ? string
  : V extends string
    ? V
    : V extends readonly (infer Item)[]
      ? Wire<Item>[]
      : V extends object
        ? { [K in keyof V]: Reference<V[K]> }
        : V;

type Reference<V> = Wire<[Extract<V, string>] extends [never] ? V : Exclude<V, { id: string }>>;

/** The parameters of one route, validated. */
export type Received<N extends ParametersName> = Wire<Parameters[N]>;

export type EventType = Stripe.Event['type'];
export type EventObject<T extends EventType> = Wire<Extract<Stripe.Event, { type: T }>['data']['object']>;

export type Deleted = { id: string; object: 'customer' | 'webhook_endpoint'; deleted: true };

/** What a route answers: JSON that is still an object. */
export type Json = { [key: string]: unknown };

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An answer ready to be sent, and stored under an idempotency key. */
export type Answer = { status: number; body: string; headers: Record<string, string> };
