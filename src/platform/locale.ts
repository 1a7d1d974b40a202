/** The languages that the pages speak; the first is the default. */
export const LOCALES = ['en', 'ru'] as const;

export type Locale = (typeof LOCALES)[number];

/** Each language by its own name. */
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', ru: 'Русский' };

const names = new Map<string, Intl.DisplayNames>();

/** What countries or currencies are called in a language. */
export function displayNames(locale: Locale, type: 'currency' | 'region'): Intl.DisplayNames {
  const known = names.get(`${locale} ${type}`) ?? new Intl.DisplayNames(locale, { type });
  names.set(`${locale} ${type}`, known);
  return known;
}

/** The reader's explicit choice first, then what the browser asks for, then English. */
export function chooseLocale({
  query,
  acceptLanguage,
}: {
  query?: string | undefined;
  acceptLanguage?: string | undefined;
}): Locale {
  return LOCALES.find((locale) => locale === query) ?? preferredLocale(acceptLanguage ?? '') ?? LOCALES[0];
}

/** Language ranges with weights, as in RFC 9110, section 12.5.4. What cannot be read is passed over. */
function preferredLocale(header: string): Locale | undefined {
  const ranges = header.split(',').map(parseRange);
  const named = new Set(ranges.map(({ language }) => language));
  const wanted = ranges.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  for (const { language } of wanted) {
    const match = LOCALES.find((locale) => (language === '*' ? !named.has(locale) : locale === language));
    if (match) return match;
  }
  return undefined;
}

/** `ru-RU;q=0.8` → `{ language: 'ru', weight: 0.8 }`. */
function parseRange(range: string): { language: string; weight: number } {
  const match = /^\s*([a-z]{1,8}|\*)(?:-[a-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/i.exec(range);
  return { language: match?.[1]?.toLowerCase() ?? '', weight: match ? Number(match[2] ?? 1) : 0 };
}

/** A day as it stands in a sentence: 23 December 2026; 23 декабря 2026 года. */
export function formatDay(locale: Locale, instant: Date, timeZone = 'UTC'): string {
  const text = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'long', timeZone });
  // The short word for "year" ends in a full stop, which a sentence would double.
  return text.format(instant).replace(/\sг\.$/, '\u00a0года');
}

/** The same with the time of day, where the day alone says too little: 23 December 2026, 10:05. */
export function formatMoment(locale: Locale, instant: Date, timeZone = 'UTC'): string {
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return `${formatDay(locale, instant, timeZone)}, ${clock.format(instant)}`;
}

/** The forms of a word beside a number: English has one and other; Russian one, few, many, and other for fractions. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

const plurals = new Map<Locale, Intl.PluralRules>();

/** The number and its word, held together: 1 day, 14 days; 1 день, 3 дня, 14 дней. */
export function plural(locale: Locale, count: number, forms: PluralForms): string {
  const rules = plurals.get(locale) ?? new Intl.PluralRules(locale);
  plurals.set(locale, rules);
  return `${count}\u00a0${forms[rules.select(count)] ?? forms.other}`;
}
