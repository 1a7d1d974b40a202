import type Stripe from 'stripe';
import { DAY, fromUnixSeconds, plus, toUnixSeconds } from '../platform/time.ts';
import type { StripeClient } from './client.ts';
import { dateOf, type ObjectKind } from './retrieve-object.ts';

export type ListedObject = {
  id: string;
  /** Stripe's object in our API version, not read yet */
  object: unknown;
  /** when what it tells of happened, as well as it says */
  happenedAt: Date;
  /** whether it was made before the span that was asked for */
  older: boolean;
};

/** One page of a list. */
export type ObjectPage = { objects: ListedObject[]; readAt: Date };

export type ListedKind = keyof typeof LISTS;

type Span = {
  from: Date;
  to: Date;
  /** also those that were made before, but so late that something may have happened to them since */
  withOlder: boolean;
};
type Asked = { created: Stripe.RangeQueryParam; limit: number; starting_after?: string };
type Page<Item> = Pick<Stripe.ApiList<Item>, 'data' | 'has_more'> & {
  lastResponse: { headers: Record<string, string> };
};

/**
 * How each kind is listed by when it was made, and what of it says nothing: a checkout that nobody finished, an invoice
 * that nobody was asked to pay yet.
 */
const LISTS = {
  session: list({
    reach: 30 * DAY,
    ask: ({ checkout }, asked) =>
      checkout.sessions.list({
        ...asked,
        status: 'complete',
        expand: ['data.payment_intent.latest_charge.balance_transaction'],
      }),
    says: ({ payment_status }) => payment_status !== 'unpaid',
    happenedAt: ({ payment_intent, created }) => paidAt(objectOf(payment_intent)?.latest_charge) ?? created,
  }),
  intent: list({
    reach: 30 * DAY,
    ask: ({ paymentIntents }, asked) =>
      paymentIntents.list({ ...asked, expand: ['data.latest_charge.balance_transaction'] }),
    happenedAt: ({ latest_charge, created }) => paidAt(latest_charge) ?? created,
  }),
  invoice: list({
    reach: 60 * DAY,
    ask: ({ invoices }, asked) => invoices.list(asked),
    says: ({ status, attempt_count, last_finalization_error }) =>
      (status !== 'draft' && status !== 'open') || attempt_count > 0 || last_finalization_error !== null,
    happenedAt: ({ status_transitions, created }) => status_transitions.paid_at ?? created,
  }),
  'invoice-payment': list({
    reach: 60 * DAY,
    ask: ({ invoicePayments }, asked) => invoicePayments.list({ ...asked, status: 'paid' }),
    happenedAt: ({ status_transitions, created }) => status_transitions.paid_at ?? created,
  }),
  charge: list({
    reach: 30 * DAY,
    ask: ({ charges }, asked) => charges.list({ ...asked, expand: ['data.balance_transaction'] }),
    happenedAt: (charge) => paidAt(charge) ?? charge.created,
  }),
  refund: list({ reach: 60 * DAY, ask: ({ refunds }, asked) => refunds.list(asked), happenedAt: createdAt }),
  dispute: list({
    reach: 180 * DAY,
    ask: ({ disputes }, asked) => disputes.list(asked),
    happenedAt: createdAt,
  }),
  'fraud-warning': list({
    reach: 60 * DAY,
    ask: ({ radar }, asked) => radar.earlyFraudWarnings.list(asked),
    happenedAt: createdAt,
  }),
  payout: list({ reach: 30 * DAY, ask: ({ payouts }, asked) => payouts.list(asked), happenedAt: createdAt }),
} satisfies Partial<Record<ObjectKind, unknown>>;

/** Every kind that is listed by when it was made. */
export const LISTED_KINDS: readonly ListedKind[] = [
  'session',
  'intent',
  'invoice',
  'invoice-payment',
  'charge',
  'refund',
  'dispute',
  'fraud-warning',
  'payout',
];

/**
 * Objects that were made in a span of time, as they are now; page by page.
 * @throws StripeError
 */
export function listObjects(stripe: StripeClient, kind: ListedKind, span: Span): AsyncGenerator<ObjectPage> {
  return LISTS[kind](stripe, span);
}

/** All subscriptions that have not ended before an instant: their state changes long after they were made. */
export function listMemberships(stripe: StripeClient, since: Date): AsyncGenerator<ObjectPage> {
  return pages(
    (after) => stripe.subscriptions.list({ status: 'all', limit: 100, ...after }),
    (page) =>
      page.data
        .map((object) => ({
          id: object.id,
          object,
          happenedAt: instant(object.ended_at) ?? dateOf(page),
          older: false,
        }))
        .filter(({ happenedAt }) => happenedAt >= since),
  );
}

function list<Item extends { id: string; created: number }>({
  reach,
  ask,
  says = () => true,
  happenedAt,
}: {
  /** milliseconds after it was made in which something may happen to it */
  reach: number;
  ask(stripe: StripeClient, asked: Asked): Promise<Page<Item>>;
  says?(item: Item): boolean;
  happenedAt(item: Item): number;
}) {
  return (stripe: StripeClient, { from, to, withOlder }: Span): AsyncGenerator<ObjectPage> => {
    const created = { gte: toUnixSeconds(plus(from, withOlder ? -reach : 0)), lt: toUnixSeconds(to) };
    return pages(
      (after) => ask(stripe, { created, limit: 100, ...after }),
      ({ data }) =>
        data.filter(says).map((object) => ({
          id: object.id,
          object,
          happenedAt: fromUnixSeconds(happenedAt(object)),
          older: fromUnixSeconds(object.created) < from,
        })),
    );
  };
}

async function* pages<Item extends { id: string }>(
  ask: (after: { starting_after?: string }) => Promise<Page<Item>>,
  choose: (page: Page<Item>) => ListedObject[],
): AsyncGenerator<ObjectPage> {
  let last: string | undefined;
  for (;;) {
    const page = await ask(last === undefined ? {} : { starting_after: last });
    yield { objects: choose(page), readAt: dateOf(page) };
    last = page.data.at(-1)?.id;
    if (!page.has_more || last === undefined) return;
  }
}

function createdAt({ created }: { created: number }): number {
  return created;
}

/**
 * A card is charged at once, though its balance transaction may follow; a debit counts when its money came, which is when
 * its balance transaction was made.
 */
function paidAt(charge: string | Stripe.Charge | null | undefined): number | undefined {
  const made = objectOf(charge);
  if (made === undefined) return undefined;
  const moved = made.payment_method_details?.type === 'card' ? undefined : objectOf(made.balance_transaction);
  return Math.max(made.created, moved?.created ?? 0);
}

function objectOf<Item extends object>(reference: string | Item | null | undefined): Item | undefined {
  return typeof reference === 'object' && reference !== null ? reference : undefined;
}

function instant(seconds: number | null): Date | null {
  return seconds === null ? null : fromUnixSeconds(seconds);
}
