import type { CheckoutLoad } from '../plan.ts';
import { post, type Sendable } from './sendable.ts';

const GIFTS = [
  { frequency: 'monthly', amount: 500, currency: 'usd' },
  { frequency: 'once', amount: 2_500, currency: 'eur', campaign: 'spring-2026' },
  { frequency: 'annual', amount: 6_000, currency: 'gbp', coverCosts: true, source: 'newsletter' },
];

/** Each from another reader, under a key of its own, as the appeal's form sends it. */
export function checkoutRequests({ path, first, supply }: CheckoutLoad): Sendable[] {
  return Array.from({ length: supply }, (_, index) => {
    const number = first + index;
    const headers = {
      'Content-Type': 'application/json',
      'Idempotency-Key': `bench-${number}`,
      'X-Forwarded-For': `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
    };
    const body = JSON.stringify({ ...GIFTS[number % GIFTS.length], locale: 'en' });
    return { bytes: post(path, headers, body), isFirst: false, books: false };
  });
}
