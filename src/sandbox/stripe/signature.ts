import { createHmac } from 'node:crypto';
import { toUnixSeconds } from '../../platform/time.ts';

/** The `Stripe-Signature` header of a delivery made at `instant` (docs.stripe.com/webhooks#verify-manually). */
export function sign(body: string, secret: string, instant: Date): string {
  const seconds = toUnixSeconds(instant);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}
