import type { Locale } from '../../platform/locale.ts';
import type { Offer } from './membership-card.ts';

export function accountHref(locale: Locale, query: Record<string, string> = {}): string {
  return `/account?${new URLSearchParams({ ...query, lang: locale })}`;
}

export function changeHref(membershipId: string, offer: Offer, locale: Locale): string {
  return `/account/memberships/${encodeURIComponent(membershipId)}/${offer}?lang=${locale}`;
}
