import { setTimeout as sleep } from 'node:timers/promises';
import type Stripe from 'stripe';
import { SECOND } from '../platform/time.ts';
import type { StripeClient } from './client.ts';
import {
  detailsOf,
  isSo,
  leadsTo,
  type MembershipWish,
  type PlainWish,
  parametersOf,
  phasesOf,
} from './membership-wish.ts';
import { outcomeOf } from './outcome.ts';
import { dateOf, isReplayed, type Retrieved, retrieveObject, SCHEDULE_EXPANDED } from './retrieve-object.ts';

export type MembershipOrder = {
  /** Stripe's subscription */
  id: string;
  wish: MembershipWish;
  /** what is known of it was true by then, by Stripe's clock */
  knownAt: Date | null;
  /** the key of each step begins with it; a new one once Stripe is known to have failed */
  idempotencyKey: string;
};

/** An object as Stripe answered it, for the one door. */
export type Heard = Retrieved & { kind: 'membership' | 'schedule' | 'invoice'; id: string };

/** `code`: why it was refused, in Stripe's word or ours. `heard`: how things stand now, refused or not. */
export type OrderResult =
  | { state: 'done'; heard: Heard[] }
  | { state: 'refused'; code: string; heard: Heard[] };

/** The last that was heard of each: two answers of one second are one observation. */
type Hearing = { stripe: StripeClient; heed(kind: Heard['kind'], object: Answered): Promise<void> };
type Answered = Stripe.Response<Stripe.Subscription | Stripe.SubscriptionSchedule | Stripe.Invoice>;

/**
 * Changes a subscription as its owner wants it. Each step looks first at what is so already, so the same order can be given
 * again after any step, and by anybody.
 * @throws StripeOutcome unknown, failed, busy: it may or may not be done
 */
export function changeMembershipAtStripe(stripe: StripeClient, order: MembershipOrder): Promise<OrderResult> {
  return hear(stripe, (hearing) => carryOut(hearing, order));
}

/** @param work gives why Stripe would not have it, or null */
async function hear(
  stripe: StripeClient,
  work: (hearing: Hearing) => Promise<string | null>,
): Promise<OrderResult> {
  const last = new Map<string, Heard>();
  const heed: Hearing['heed'] = async (kind, object) => {
    const { id } = object;
    const now = isReplayed(object)
      ? await retrieveObject(stripe, kind, id)
      : { object, readAt: dateOf(object) };
    last.set(id, { kind, id, ...now });
  };
  try {
    const code = await work({ stripe, heed });
    const heard = [...last.values()];
    return code === null ? { state: 'done', heard } : { state: 'refused', code, heard };
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome.outcome !== 'refused') throw outcome;
    return { state: 'refused', code: outcome.code, heard: [...last.values()] };
  }
}

/**
 * Whether an order was carried out after all, though nobody heard of it: `refused` where it was not.
 * @throws StripeOutcome
 */
export function findChangeAtStripe(stripe: StripeClient, order: Pick<MembershipOrder, 'id' | 'wish'>) {
  return hear(stripe, (hearing) => lookFor(hearing, order));
}

/** @returns why it is not so, or null */
async function lookFor(
  { stripe, heed }: Hearing,
  { id, wish }: Pick<MembershipOrder, 'id' | 'wish'>,
): Promise<string | null> {
  const subscription = await stripe.subscriptions.retrieve(id);
  await heed('membership', subscription);
  if (subscription.ended_at !== null) return wish.kind === 'cancel' ? null : 'ended';
  if (isSo(subscription, wish)) return null;
  const led = idOf(subscription.schedule);
  if (led === null || wish.kind !== 'frequency') return 'not-done';
  const schedule = await stripe.subscriptionSchedules.retrieve(led, { expand: SCHEDULE_EXPANDED });
  await heed('schedule', schedule);
  return leadsTo(schedule, wish) ? null : 'not-done';
}

/** @returns why it cannot be done, or null */
async function carryOut(hearing: Hearing, order: MembershipOrder): Promise<string | null> {
  const { wish } = order;
  const subscription = await hearing.stripe.subscriptions.retrieve(order.id);
  await hearing.heed('membership', subscription);
  // What is done within the same second cannot be told from what was so before it.
  if (order.knownAt !== null && dateOf(subscription) <= order.knownAt) await sleep(SECOND);
  if (wish.kind === 'cancel' && (subscription.ended_at !== null || isBehind(subscription))) {
    await endNow(hearing, subscription, { ...order, wish });
    return null;
  }
  if (subscription.ended_at !== null) return 'ended';
  if (wish.kind === 'frequency') await switchOver(hearing, subscription, { ...order, wish });
  else await update(hearing, subscription, { ...order, wish });
  return null;
}

/** What it would last for is not paid. */
function isBehind({ status }: Stripe.Subscription): boolean {
  return status === 'past_due' || status === 'unpaid';
}

/**
 * Who leaves while a payment is owed is not charged for it any more. It ends first: the void alone would make it as good as
 * paid for.
 */
async function endNow(
  { stripe, heed }: Hearing,
  { id, ended_at: endedAt }: Stripe.Subscription,
  { wish, idempotencyKey }: MembershipOrder & { wish: Extract<MembershipWish, { kind: 'cancel' }> },
): Promise<void> {
  if (endedAt === null) {
    const options = { idempotencyKey: `${idempotencyKey}-end` };
    await heed('membership', await stripe.subscriptions.cancel(id, detailsOf(wish), options));
  }
  for (const status of ['open', 'uncollectible'] as const) {
    for await (const invoice of stripe.invoices.list({ subscription: id, status })) {
      const options = { idempotencyKey: `${idempotencyKey}-void-${invoice.id}` };
      const voided = await unlessRefused(stripe.invoices.voidInvoice(invoice.id, {}, options));
      if (voided) await heed('invoice', voided);
    }
  }
}

/** One that is just being paid after all, as by a debit under way, is left as it is: nothing tries it again. */
async function unlessRefused<Thing>(asked: Promise<Thing>): Promise<Thing | null> {
  try {
    return await asked;
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome.outcome !== 'refused') throw outcome;
    return null;
  }
}

/** A schedule would take what is changed back, or does not let it be changed: what it was to lead to is given up. */
async function update(
  { stripe, heed }: Hearing,
  subscription: Stripe.Subscription,
  { wish, idempotencyKey }: MembershipOrder & { wish: PlainWish },
): Promise<void> {
  const schedule = idOf(subscription.schedule);
  if (schedule !== null) {
    const options = { idempotencyKey: `${idempotencyKey}-release` };
    await heed(
      'schedule',
      await stripe.subscriptionSchedules.release(schedule, { expand: SCHEDULE_EXPANDED }, options),
    );
    // Both of them change the subscription, and Stripe's events of one second have no order.
    await sleep(SECOND);
  }
  if (isSo(subscription, wish)) return;
  const options = { idempotencyKey: `${idempotencyKey}-update` };
  const parameters = parametersOf(subscription, wish);
  await heed('membership', await stripe.subscriptions.update(subscription.id, parameters, options));
}

/** Changing the interval itself would bill at once. */
async function switchOver(
  { stripe, heed }: Hearing,
  subscription: Stripe.Subscription,
  { wish, idempotencyKey }: MembershipOrder & { wish: Extract<MembershipWish, { kind: 'frequency' }> },
): Promise<void> {
  const known = idOf(subscription.schedule);
  if (known === null && isSo(subscription, wish)) return;
  const schedule =
    known === null
      ? await stripe.subscriptionSchedules.create(
          { from_subscription: subscription.id, expand: SCHEDULE_EXPANDED },
          { idempotencyKey: `${idempotencyKey}-schedule` },
        )
      : await stripe.subscriptionSchedules.retrieve(known, { expand: SCHEDULE_EXPANDED });
  if (leadsTo(schedule, wish)) return heed('schedule', schedule);
  const phases = { ...phasesOf(subscription, schedule, wish), expand: SCHEDULE_EXPANDED };
  const options = { idempotencyKey: `${idempotencyKey}-phases` };
  await heed('schedule', await stripe.subscriptionSchedules.update(schedule.id, phases, options));
}

function idOf(reference: string | { id: string } | null): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}
