import type { Locale } from '../../../platform/locale.ts';
import { en, type Words } from './words-en.ts';
import { ru } from './words-ru.ts';

export const LETTERS: Record<Locale, Words> = { en, ru };
