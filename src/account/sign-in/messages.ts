import type { Locale } from '../../platform/locale.ts';

/** English is the pattern: what is missing in Russian does not compile. */
const en = {
  form: {
    title: 'Sign in',
    lede: 'Type the e-mail address with which you gave. We send you a link: there is no password.',
    email: 'Your e-mail address',
    hint: 'The link works once, and for fifteen minutes.',
    action: 'Send me the link',
  },
  errors: {
    title: 'Please look at this again',
    titlePrefix: 'Please check',
    'email-missing': 'Type the address with which you gave.',
    'email-invalid': 'Type one e-mail address, for example reader@example.org.',
    'too-many-requests': 'There have been many attempts in a short time. Please wait a minute and try again.',
    'form-invalid': 'Something in the form could not be read. Please check it and send it again.',
  },
  sent: {
    title: 'Look into your mailbox',
    lede: 'If we know this address, an e-mail with a link is on its way to it. Open it within fifteen minutes.',
    text: 'Has nothing come? Look into the folder for spam as well, and try the other addresses that you use: we know only the one that you typed when you gave. For your safety, this page says the same for every address.',
    again: 'Try another address',
  },
  enter: {
    title: 'Sign in to your account',
    lede: 'One more press of a button, and you are signed in here until you close the browser.',
    text: 'Is this a device that others use as well? Then sign out when you are done.',
    action: 'Sign in',
  },
  gone: {
    title: 'This link does not work any more',
    lede: 'It was used already, it is older than fifteen minutes, or a part of it is missing.',
    text: 'That is no harm: have a new one sent to you.',
    action: 'Send me a new link',
  },
  out: {
    title: 'You are signed out',
    lede: 'On this device nobody can see your account now.',
    everywhere: 'On no device can anybody see your account now, until you sign in again.',
    action: 'Sign in again',
  },
  signOut: 'Sign out',
  signOutEverywhere: 'Sign out on all devices',
  home: (newsroom: string) => `Back to ${newsroom}`,
};

const ru: typeof en = {
  form: {
    title: 'Вход',
    lede: 'Укажите адрес электронной почты, с которым вы нас поддержали. Мы пришлём ссылку: пароль не нужен.',
    email: 'Адрес вашей электронной почты',
    hint: 'Ссылка сработает один раз и действует пятнадцать минут.',
    action: 'Прислать ссылку',
  },
  errors: {
    title: 'Пожалуйста, проверьте ещё раз',
    titlePrefix: 'Проверьте данные',
    'email-missing': 'Укажите адрес, с которым вы нас поддержали.',
    'email-invalid': 'Укажите один адрес почты, например reader@example.org.',
    'too-many-requests':
      'Слишком много попыток за короткое время. Подождите, пожалуйста, минуту и попробуйте снова.',
    'form-invalid': 'Что-то в форме не удалось прочитать. Проверьте её, пожалуйста, и отправьте ещё раз.',
  },
  sent: {
    title: 'Проверьте почту',
    lede: 'Если мы знаем этот адрес, на него уже идёт письмо со ссылкой. Откройте её в течение пятнадцати минут.',
    text: 'Ничего не пришло? Загляните и в папку со спамом, а потом попробуйте другие свои адреса: мы знаем только тот, который вы указали, когда нас поддержали. Ради вашей безопасности эта страница одинакова для всех адресов.',
    again: 'Попробовать другой адрес',
  },
  enter: {
    title: 'Вход в личный кабинет',
    lede: 'Осталось нажать кнопку\u00a0— и вы войдёте на этом устройстве, пока не закроете браузер.',
    text: 'Этим устройством пользуетесь не только вы? Тогда не забудьте выйти.',
    action: 'Войти',
  },
  gone: {
    title: 'Эта ссылка больше не работает',
    lede: 'По ней уже входили, прошло больше пятнадцати минут, или в ней не хватает части.',
    text: 'Ничего страшного: мы пришлём новую.',
    action: 'Прислать новую ссылку',
  },
  out: {
    title: 'Вы вышли',
    lede: 'Теперь на этом устройстве никто не увидит ваш личный кабинет.',
    everywhere: 'Теперь ни на одном устройстве никто не увидит ваш личный кабинет, пока вы снова не войдёте.',
    action: 'Войти снова',
  },
  signOut: 'Выйти',
  signOutEverywhere: 'Выйти на всех устройствах',
  home: (newsroom) => `Вернуться на сайт «${newsroom}»`,
};

export const MESSAGES: Record<Locale, typeof en> = { en, ru };
