import { z } from 'zod';
import { cookiesOf, type Gift, give, type StartedCheckout } from './reader.ts';
import type { Service } from './service.ts';

export type Subscriber = StartedCheckout & {
  memberId: string;
  /** Stripe's */
  membershipId: string;
  /** `gw_ask`, as the thank-you page sets it */
  askCookie: string;
};

const Rows = z.array(z.object({ id: z.string(), member_id: z.uuid() })).length(1);

/** A membership that was started and paid through the public interface. */
export async function subscribe(
  service: Service,
  gift: Gift = {},
  headers: Record<string, string> = {},
): Promise<Subscriber> {
  const checkout = await give(service, gift, headers);
  const { rows } = await service.context.pool.query(
    'select id, member_id from memberships where contribution_id = $1',
    [checkout.id],
  );
  const [{ id: membershipId, member_id: memberId } = { id: '', member_id: '' }] = Rows.parse(rows);
  return { ...checkout, memberId, membershipId, askCookie: await thankYou(service, checkout) };
}

/** What the thank-you page sets, beside the cookies that the browser had. @returns `gw_ask`, or nothing */
export async function thankYou(
  service: Service,
  { id, cookie }: Pick<StartedCheckout, 'id' | 'cookie'>,
): Promise<string> {
  const page = await fetch(`${service.url}/thank-you?contribution=${id}`, { headers: { cookie } });
  return cookiesOf(page).find((one) => one.startsWith('gw_ask=')) ?? '';
}
