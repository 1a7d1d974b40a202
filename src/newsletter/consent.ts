import type { Locale } from '../platform/locale.ts';

/**
 * What readers agree to, by version. A subscription keeps the version alone, so a text is never changed nor taken out: what
 * is to read differently gets a version of its own.
 */
const CONSENTS: Record<number, Record<Locale, (newsroom: string) => string>> = {
  1: {
    en: (newsroom) =>
      `${newsroom} may send me its free newsletter once a week. My e-mail address is stored sealed, is used for this alone and is given to nobody but the service that sends the newsletter. I can unsubscribe at any time, by the link in every issue; then the address is deleted.`,
    ru: (newsroom) =>
      `«${newsroom}» может раз в неделю присылать мне свою бесплатную рассылку. Мой адрес хранится в зашифрованном виде, используется только для рассылки и не передаётся никому, кроме сервиса, который её отправляет. Отписаться можно в любой момент по ссылке в каждом письме — тогда адрес будет удалён.`,
  },
};

/** The version that is shown, and agreed to, today. */
export const CONSENT_VERSION = 1;

/** @returns undefined for a version that there never was */
export function consentText(
  { version, locale }: { version: number; locale: Locale },
  newsroom: string,
): string | undefined {
  return CONSENTS[version]?.[locale](newsroom);
}
