import { plainHash } from '../../src/platform/keys.ts';
import { randomToken } from '../../src/platform/tokens.ts';
import { type CheckoutBody, type StartedCheckout, startCheckout } from '../support/reader.ts';
import type { Service } from '../support/service.ts';

export type Subscriber = StartedCheckout & {
  memberId: string;
  /** Stripe's */
  membershipId: string;
  /** `gw_ask`, as the thank-you page sets it */
  askCookie: string;
};

/** A membership that was started and paid through the public interface. */
export async function subscribe(
  service: Service,
  body: Partial<CheckoutBody> & { email?: string } = {},
  headers: Record<string, string> = {},
): Promise<Subscriber> {
  const { email = `${service.context.ids.random()}@example.org`, ...wish } = body;
  const checkout = await startCheckout(
    service,
    { frequency: 'monthly', amount: 500, currency: 'usd', ...wish },
    headers,
  );
  service.stripe.pay(checkout.sessionId, { email, method: 'card' });
  await service.settled();
  const { rows } = await service.context.pool.query<{ id: string; member_id: string }>(
    'select id, member_id from memberships where contribution_id = $1',
    [checkout.id],
  );
  const [{ id: membershipId, member_id: memberId } = { id: '', member_id: '' }] = rows;
  return { ...checkout, memberId, membershipId, askCookie: await thankYou(service, checkout) };
}

/** What the thank-you page sets, beside the cookies that the browser had. */
export async function thankYou(
  service: Service,
  { id, cookie }: Pick<StartedCheckout, 'id' | 'cookie'>,
): Promise<string> {
  const page = await fetch(`${service.url}/thank-you?contribution=${id}`, { headers: { cookie } });
  return cookiesOf(page).find((one) => one.startsWith('gw_ask=')) ?? '';
}

export function cookiesOf(response: Response): string[] {
  return response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
}

/** As if the member had come by the link in a sign-in mail. @returns the cookie */
export async function signIn({ context }: Service, memberId: string): Promise<string> {
  const token = randomToken();
  const now = context.clock.now();
  await context.pool.query(
    `insert into identity.sessions (id, member_id, token_hash, rotated_at, used_at, created_at)
      values ($1, $2, $3, $4, $4, $4)`,
    [context.ids.random(), memberId, plainHash(token), now],
  );
  return `gw_session=${token}`;
}
