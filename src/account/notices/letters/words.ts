import { type Locale, plural } from '../../../platform/locale.ts';

/**
 * Somebody else may see these come in: neither subject nor text says that money is given, and none names an amount. English
 * is the pattern: what is missing in Russian does not compile. Days arrive written out.
 */
const en = {
  renewal: {
    subject: 'A date to know about',
    text: (day: string, days: number) =>
      `${inDaysEn(days)}, on ${day}, your membership is renewed for another year.`,
    turns: (day: string, days: number) =>
      `${inDaysEn(days)}, on ${day}, your membership goes on, in the way you chose.`,
    nothing:
      'If that is all right, there is nothing to do. The amount stands in your account, where you can change it or end your membership.',
    action: 'Open your account',
  },
};

const ru: typeof en = {
  renewal: {
    subject: 'Дата, о которой стоит знать',
    text: (day, days) => `${inDaysRu(days)}, ${day}, ваше участие продлится ещё на год.`,
    turns: (day, days) => `${inDaysRu(days)}, ${day}, ваше участие продолжится так, как вы выбрали.`,
    nothing:
      'Если вас всё устраивает, делать ничего не нужно. Сумма указана в личном кабинете; там же её можно изменить или прекратить участие.',
    action: 'Открыть личный кабинет',
  },
};

function inDaysEn(days: number): string {
  return `In ${plural('en', days, { one: 'day', other: 'days' })}`;
}

function inDaysRu(days: number): string {
  return `Через ${plural('ru', days, { one: 'день', few: 'дня', many: 'дней', other: 'дня' })}`;
}

export const LETTERS: Record<Locale, typeof en> = { en, ru };
