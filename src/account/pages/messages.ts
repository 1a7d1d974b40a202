/** Every word of the account's pages. English is the pattern: what is missing in Russian does not compile. */
import type { Locale } from '../../platform/locale.ts';
import { en, type Messages } from './messages-en.ts';
import { ru } from './messages-ru.ts';

export const MESSAGES: Record<Locale, Messages> = { en, ru };
