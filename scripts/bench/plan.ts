import { z } from 'zod';

/** What the driver is told to do, and what it says afterwards. Both cross a process boundary, hence schemas. */
const RepeatedRequests = z.object({
  kind: z.literal('repeat'),
  /** whole HTTP requests, sent in turn */
  requests: z.array(z.string()).min(1),
});

const EventRequests = z.object({
  kind: z.literal('events'),
  /** a file of `Life` templates */
  livesFile: z.string(),
  secret: z.string(),
  path: z.string(),
  /** number of the first clone: a run that starts at another number shares no id with this one */
  firstClone: z.int(),
  /** how many deliveries to prepare before the clock starts */
  supply: z.int(),
  /** share of deliveries that repeat an earlier event */
  duplicates: z.number(),
});

const CheckoutRequests = z.object({
  kind: z.literal('checkouts'),
  path: z.string(),
  /** number of the first reader */
  first: z.int(),
  supply: z.int(),
});

export const Plan = z.object({
  port: z.int(),
  connections: z.int(),
  seconds: z.number(),
  /** what an answer must be; any other is counted as wrong */
  status: z.int(),
  load: z.discriminatedUnion('kind', [RepeatedRequests, EventRequests, CheckoutRequests]),
});
export type Plan = z.output<typeof Plan>;
export type EventLoad = z.output<typeof EventRequests>;
export type CheckoutLoad = z.output<typeof CheckoutRequests>;

export const Result = z.object({
  perSecond: z.number(),
  /** milliseconds */
  p50: z.number(),
  p99: z.number(),
  answers: z.int(),
  wrong: z.int(),
  /** events sent for the first time */
  distinct: z.int(),
  /** of those, the ones that book a payment */
  booked: z.int(),
});
export type Result = z.output<typeof Result>;

/** One person's dealings with us, as Stripe tells them: bodies cut at every place where a clone gets its number. */
export const Life = z.object({
  events: z.array(z.object({ parts: z.array(z.string()), books: z.boolean() })),
});
export type Life = z.output<typeof Life>;
