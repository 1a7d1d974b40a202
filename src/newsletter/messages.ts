import type { Locale } from '../platform/locale.ts';

/** English is the pattern: what is missing in Russian does not compile. */
const en = {
  title: 'Our free newsletter',
  lede: 'The week in one e-mail: what we reported, and what came of it.',
  email: 'Your e-mail address',
  action: 'Send me the free weekly newsletter',
  consent: 'By pressing the button you agree to this:',
  errors: {
    title: 'Please look at this again',
    titlePrefix: 'Please check',
    emailMissing: 'Type the address to which the newsletter shall go.',
    emailInvalid: 'Type one e-mail address, for example reader@example.org.',
    residence: 'Choose a country from the list, or leave the question unanswered.',
    tooMany: 'There have been many attempts in a short time. Please wait a minute and try again.',
    other: 'Something in the form could not be read. Please check it and send it again.',
  },
  asked: {
    title: 'One more step: open your mail',
    lede: 'We have sent you an e-mail. Open it and press the button: only then does the newsletter come.',
    text: 'Has nothing come? Look into the folder for spam as well. Without the button we send nothing more, and erase the address after two days.',
  },
  subscribed: {
    title: 'Thank you, the newsletter is yours',
    lede: 'It comes once a week. Every issue has a link by which you unsubscribe, and then we erase your address.',
    text: 'You have just shown that the address is yours, so there is nothing to confirm.',
  },
  home: (newsroom: string) => `Back to ${newsroom}`,
};

const ru: typeof en = {
  title: 'Наша бесплатная рассылка',
  lede: 'Неделя в одном письме: о чём мы писали и что из этого вышло.',
  email: 'Адрес вашей электронной почты',
  action: 'Присылайте мне бесплатную рассылку раз в неделю',
  consent: 'Нажимая кнопку, вы соглашаетесь со следующим:',
  errors: {
    title: 'Пожалуйста, проверьте ещё раз',
    titlePrefix: 'Проверьте данные',
    emailMissing: 'Укажите адрес, на который присылать рассылку.',
    emailInvalid: 'Укажите один адрес почты, например reader@example.org.',
    residence: 'Выберите страну из списка или оставьте вопрос без ответа.',
    tooMany: 'Слишком много попыток за короткое время. Подождите, пожалуйста, минуту и попробуйте снова.',
    other: 'Что-то в форме не удалось прочитать. Проверьте её, пожалуйста, и отправьте ещё раз.',
  },
  asked: {
    title: 'Остался один шаг: откройте почту',
    lede: 'Мы отправили вам письмо. Откройте его и нажмите кнопку: только после этого начнёт приходить рассылка.',
    text: 'Ничего не пришло? Загляните и в папку со спамом. Если не нажать кнопку, мы больше ничего не пришлём и через два дня сотрём адрес.',
  },
  subscribed: {
    title: 'Спасибо, вы подписаны на рассылку',
    lede: 'Она приходит раз в неделю. В каждом письме есть ссылка, по которой можно отписаться, — тогда мы сотрём ваш адрес.',
    text: 'Вы только что показали, что этот адрес ваш, поэтому подтверждать ничего не нужно.',
  },
  home: (newsroom) => `Вернуться на сайт «${newsroom}»`,
};

export const MESSAGES: Record<Locale, typeof en> = { en, ru };
