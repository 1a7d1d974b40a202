import { expect } from 'vitest';
import { z } from 'zod';
import { listMemberships } from '../../src/members/list-memberships.ts';
import { toMembershipDocument } from '../../src/members/membership-document.ts';
import { readMembership } from '../../src/stripe/read-membership.ts';
import type { Gift } from '../support/reader.ts';
import type { Service } from '../support/service.ts';
import { signIn } from '../support/sign-in.ts';
import { subscribe } from '../support/subscribe.ts';

export type Member = { memberId: string; membershipId: string; cookie: string };

/** Somebody who gives and is signed in. How one signs in is told elsewhere. */
export async function memberWith(service: Service, gift: Gift = {}): Promise<Member> {
  const { memberId, membershipId } = await subscribe(service, gift);
  return signedIn(service, { memberId, membershipId });
}

/** The same member in another browser. */
export async function signedIn(service: Service, member: Omit<Member, 'cookie'>): Promise<Member> {
  return { ...member, cookie: await signIn(service, member.memberId) };
}

export type Asked = { verb?: string; body?: unknown; key?: string };

/** A change through the public interface: `verb` is the last word of the address; without one the membership is patched. */
export function ask(
  service: Pick<Service, 'url'>,
  { membershipId, cookie }: Member,
  { verb, body, key }: Asked,
): Promise<Response> {
  return fetch(`${service.url}/v1/me/memberships/${membershipId}${verb ? `/${verb}` : ''}`, {
    method: verb ? 'POST' : 'PATCH',
    headers: {
      cookie,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** The same, for a change that is made. @returns the membership as the answer has it */
export async function changed(service: Service, member: Member, asked: Asked): Promise<unknown> {
  const response = await ask(service, member, asked);
  const document: unknown = await response.json();
  expect(response.status, JSON.stringify(document)).toBe(200);
  return document;
}

const Refusal = z.object({
  type: z.string(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string() })).default([]),
});

/** @returns `409 change-not-possible membership-ended`: status, slug, and where there are any the codes with their pointers */
export async function refusal(service: Service, member: Member, asked: Asked): Promise<string> {
  const response = await ask(service, member, asked);
  const { type, errors } = Refusal.parse(await response.json());
  const codes = errors.map(({ pointer, code }) => `${pointer} ${code}`.trim());
  return [response.status, type.replace('/problems/', ''), ...codes].join(' ');
}

/** The membership as our books have it. */
export async function inBooks({ context }: Service, { memberId, membershipId }: Member) {
  const memberships = await listMemberships(context.database, memberId);
  const own = memberships.find(({ id }) => id === membershipId);
  if (own === undefined) throw new Error('not in the books');
  return toMembershipDocument(own);
}

/** As much of it as Stripe's own object says, which is all but what it turns into. */
export function atStripe({ stripe }: Service, { membershipId }: Member) {
  const { reading } = readMembership(stripe.get('subscription', membershipId));
  const { frequency, amount, currency, currentPeriodEnd, endedAt, pausedUntil } = reading;
  const endsAt = endedAt ?? reading.endsAt;
  return { id: membershipId, frequency, amount, currency, currentPeriodEnd, endsAt, pausedUntil };
}

/** What it turns into, by the schedule that leads it at Stripe. */
export function nextAtStripe({ stripe }: Service, { membershipId }: Member) {
  const led = stripe.get('subscription', membershipId)?.schedule ?? '';
  const schedule = stripe.get('subscription_schedule', led);
  const start = schedule?.current_phase?.end_date;
  const item = schedule?.phases.find(({ start_date }) => start_date === start)?.items[0];
  const price = stripe.get('price', item?.price ?? '');
  if (start === undefined || !price?.recurring) return null;
  return {
    frequency: price.recurring.interval === 'year' ? 'annual' : 'monthly',
    amount: price.unit_amount,
    at: new Date(start * 1_000).toISOString(),
  };
}

/** What the page says is what Stripe holds. */
export async function expectToAgree(service: Service, member: Member): Promise<void> {
  expect(await inBooks(service, member)).toMatchObject({
    ...atStripe(service, member),
    next: nextAtStripe(service, member),
  });
}

/** Amounts of its invoices, the first one first: what was billed, and nothing in between. */
export function billed({ stripe }: Service, { membershipId }: Member): string[] {
  return stripe
    .list('invoice')
    .filter(({ parent }) => parent?.subscription_details?.subscription === membershipId)
    .map(({ total, status }) => `${total} ${status}`);
}
