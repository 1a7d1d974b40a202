import type { Context } from '../platform/context.ts';
import type { Locale } from '../platform/locale.ts';

/** What the links in a mail lead to; the token in them says that it was read. */
type Work = Pick<Context, 'publicUrl'>;

export function unsubscribeUrl({ publicUrl }: Work, token: string): string {
  return `${publicUrl}/unsubscribe?token=${token}`;
}

export function confirmUrl({ publicUrl }: Work, token: string, locale: Locale): string {
  return `${publicUrl}/confirm?token=${token}&lang=${locale}`;
}

export function eraseUrl({ publicUrl }: Work, token: string, locale: Locale): string {
  return `${publicUrl}/erase?token=${token}&lang=${locale}`;
}
