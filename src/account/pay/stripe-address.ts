import { payPageOrigins } from '../../platform/http/browser-headers.ts';
import { Problem } from '../../platform/http/problem.ts';
import type { Settings } from '../../platform/settings.ts';

/** Nobody is led anywhere but to Stripe's own pages, whatever comes in an answer. @throws Problem internal-error */
export function stripesOwn(settings: Pick<Settings, 'STRIPE_API_URL'>, url: string): string {
  const isOurs = URL.canParse(url) && payPageOrigins(settings).includes(new URL(url).origin);
  if (!isOurs) throw new Problem('internal-error');
  return url;
}
