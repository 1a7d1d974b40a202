import type { Context } from '../platform/context.ts';
import type { Locale } from '../platform/locale.ts';

type Work = Pick<Context, 'publicUrl'>;

/** Without a language: each issue carries it, for years; the page goes by the browser. */
export function unsubscribeUrl({ publicUrl }: Work, token: string): string {
  return `${publicUrl}/unsubscribe?token=${token}`;
}

/** The token in it shows that the mail was read. */
export function confirmUrl({ publicUrl }: Work, token: string, locale: Locale): string {
  return `${publicUrl}/confirm?token=${token}&lang=${locale}`;
}

export function eraseUrl({ publicUrl }: Work, token: string, locale: Locale): string {
  return `${publicUrl}/erase?token=${token}&lang=${locale}`;
}
