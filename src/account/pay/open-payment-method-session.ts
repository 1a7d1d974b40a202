import type { Context } from '../../platform/context.ts';
import type { WithStripe } from '../../stripe/client.ts';

export async function openPaymentMethodSession(
  _context: Context & WithStripe,
  _order: { memberId: string; membershipId: string; returnTo: string },
): Promise<{ url: string }> {
  throw new Error('stub');
}
