import { LOCALES, type Locale } from './locale.ts';
import { html, layout, type PageModel, render } from './page.ts';

/** What was refused: a gift, or mail from us. */
export type Restricted = 'gift' | 'mail';

export type RestrictedModel = PageModel & { refused: Restricted };

type Words = Record<Restricted, { title: string; text: string; kept: string; thanks: string }>;

const thanks = {
  en: 'Thank you for wanting to help. Reading us is support enough.',
  ru: 'Спасибо, что хотели помочь. Вы нас читаете\u00a0— это уже поддержка.',
} satisfies Record<Locale, string>;

const WORDS: Record<Locale, Words> = {
  en: {
    gift: {
      title: 'Please do not give from your country',
      text: 'There, giving to us can be punished, and a bank record of it stays. We would rather lose your support than put you in danger.',
      kept: 'Nothing was charged, and we have kept nothing of what you entered.',
      thanks: thanks.en,
    },
    mail: {
      title: 'We do not send mail to your country',
      text: 'There, supporting us can be punished, and mail from us can be found in a mailbox. We would rather lose touch than put you in danger.',
      kept: 'We have kept nothing of what you entered.',
      thanks: thanks.en,
    },
  },
  ru: {
    gift: {
      title: 'Пожалуйста, не платите нам из своей страны',
      text: 'Там за поддержку нашей редакции могут наказать, а запись о платеже останется в банке. Нам лучше остаться без вашей поддержки, чем подвергнуть вас опасности.',
      kept: 'Деньги не списаны, и мы не сохранили ничего из того, что вы ввели.',
      thanks: thanks.ru,
    },
    mail: {
      title: 'В вашу страну мы писем не отправляем',
      text: 'Там за поддержку нашей редакции могут наказать, а письмо от нас могут найти в почтовом ящике. Нам лучше потерять с вами связь, чем подвергнуть вас опасности.',
      kept: 'Мы не сохранили ничего из того, что вы ввели.',
      thanks: thanks.ru,
    },
  },
};

const BACK: Record<Locale, string> = { en: 'Back', ru: 'Назад' };

/** The residence gate's refusal, in every language, because it must be understood. */
export function renderRestricted(model: RestrictedModel): string {
  const { locale, refused } = model;
  const texts = LOCALES.filter((other) => other !== locale).map((other) => {
    const words = WORDS[other][refused];
    return html`<section class="twin" lang="${other}"><h2>${words.title}</h2><p>${words.text}</p><p>${words.kept}</p><p>${words.thanks}</p></section>`;
  });
  const words = WORDS[locale][refused];
  const body = html`<h1>${words.title}</h1>
<p class="lede">${words.text}</p>
<p><strong>${words.kept}</strong></p>
<p>${words.thanks}</p>
<p><a class="button quiet" href="${model.homeHref ?? '/'}">${BACK[locale]}</a></p>
${texts}`;
  return render(layout({ ...model, title: words.title, body }));
}
