import type { ProblemSlug } from './http/problem.ts';
import type { Locale } from './locale.ts';

/** The problems that somebody can meet in a browser by no fault of a program's; all others are told alike. */
const MET = {
  'not-found': 'missing',
  'link-gone': 'missing',
  'stripe-unavailable': 'away',
  'temporarily-unavailable': 'broken',
  'internal-error': 'broken',
  'too-many-requests': 'busy',
  'request-in-flight': 'busy',
  'origin-refused': 'elsewhere',
} as const satisfies Partial<Record<ProblemSlug, string>>;

/** English is the pattern: what is missing in Russian does not compile. */
const en = {
  missing: { title: 'There is no such page', text: 'Or it is not yours to see.' },
  away: {
    title: 'The payment service cannot be reached just now',
    text: 'Nothing was charged. Please try again in a few minutes.',
  },
  broken: {
    title: 'Something does not work just now',
    text: 'The fault is ours. Please try again in a few minutes.',
  },
  busy: {
    title: 'One moment, please',
    text: 'That was a lot in a short time, or something is still being worked on. Please try again in a minute.',
  },
  elsewhere: {
    title: 'This form came from another site',
    text: 'For your safety it was not accepted. Please open the page here, and try again.',
  },
  other: {
    title: 'That did not work',
    text: 'Something in what was sent could not be read. Please go back and try again.',
  },
};

const ru: typeof en = {
  missing: { title: 'Такой страницы нет', text: 'Или она доступна не вам.' },
  away: {
    title: 'Платёжный сервис сейчас недоступен',
    text: 'Деньги не списаны. Пожалуйста, попробуйте ещё раз через несколько минут.',
  },
  broken: {
    title: 'Сейчас что-то не работает',
    text: 'Это наша ошибка. Пожалуйста, попробуйте ещё раз через несколько минут.',
  },
  busy: {
    title: 'Подождите немного',
    text: 'За короткое время было слишком много запросов, или предыдущий ещё выполняется. Пожалуйста, попробуйте ещё раз через минуту.',
  },
  elsewhere: {
    title: 'Эта форма пришла с другого сайта',
    text: 'Ради вашей безопасности мы её не приняли. Откройте страницу здесь и попробуйте ещё раз.',
  },
  other: {
    title: 'Не получилось',
    text: 'Что-то из отправленного не удалось прочитать. Вернитесь, пожалуйста, и попробуйте ещё раз.',
  },
};

const WORDS: Record<Locale, typeof en> = { en, ru };

/** What a reader is told of a problem, instead of what a program is told. */
export function readersWords(slug: ProblemSlug, locale: Locale): { title: string; text: string } {
  const met: Partial<Record<ProblemSlug, keyof typeof en>> = MET;
  return WORDS[locale][met[slug] ?? 'other'];
}
