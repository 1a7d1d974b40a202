import type { Locale } from '../platform/locale.ts';

/** English is the pattern: what is missing in Russian does not compile. */
const en = {
  carry: {
    title: 'No appeal on this device, either',
    lede: 'On another device our appeal for support is hidden for now. Press the button, and it is hidden here as well.',
    button: 'Hide it here, too',
    link: 'Whoever has this link can do the same on their own device. It does not tell why the appeal is hidden, or who you are.',
    kept: 'Both devices will then hold the same cookie, so whoever looks into both can tell that they belong together. We store nothing about it.',
  },
  carried: {
    title: 'The appeal is hidden here, too',
    lede: (date: string) => `We will not ask on this device until ${date}.`,
    home: (newsroom: string) => `Back to ${newsroom}`,
  },
};

const ru: typeof en = {
  carry: {
    title: 'Не просить и на этом устройстве',
    lede: 'На другом вашем устройстве просьба о поддержке пока скрыта. Нажмите кнопку, и здесь её тоже не будет.',
    button: 'Скрыть и здесь',
    link: 'Любой, у кого есть эта ссылка, сможет сделать то же самое у себя. По ней нельзя узнать ни почему просьба скрыта, ни кто вы.',
    kept: 'На обоих устройствах будет одинаковый файл cookie: тот, кто заглянет в оба, поймёт, что они связаны. Мы об этом ничего не сохраняем.',
  },
  carried: {
    title: 'Просьба скрыта и здесь',
    lede: (date: string) => `До ${date} мы не будем просить о поддержке на этом устройстве.`,
    home: (newsroom: string) => `Вернуться на сайт «${newsroom}»`,
  },
};

export const MESSAGES: Record<Locale, typeof en> = { en, ru };
