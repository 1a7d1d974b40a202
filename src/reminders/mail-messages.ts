import type { Locale } from '../platform/locale.ts';

/**
 * What our mails say. Somebody else may see them come in: neither subject nor text says that it is about giving, and none
 * names an amount. English is the pattern: what is missing in Russian does not compile.
 */
const en = {
  reminder: {
    subject: 'A note you asked for',
    text: 'You asked us to write to you about now. Here is the link, with what you had chosen.',
    action: 'Open the page',
    later: 'If this is not the moment, you can ask to be written to later on the same page.',
    stop: 'No more of these mails:',
    stopLabel: 'stop',
    erase: 'Delete everything we keep under this address:',
    eraseLabel: 'delete',
    last: 'We will not write again: your address was deleted when this was sent.',
    several: 'You asked for several of these mails. They end by themselves, after a year at the latest.',
  },
  confirmation: {
    subject: 'Please confirm',
    text: 'Somebody, most likely you, asked us to write to this address later. Please confirm that you want this.',
    action: 'Yes, write to me',
    worth: 'The link works for two days.',
    notYou: 'If it was not you, do nothing: the address is deleted after two days.',
    erase: 'Delete it now:',
    eraseLabel: 'delete',
  },
};

const ru: typeof en = {
  reminder: {
    subject: 'Заметка, о которой вы просили',
    text: 'Вы просили написать вам примерно в это время. Вот ссылка: на странице уже отмечено то, что вы выбрали.',
    action: 'Открыть страницу',
    later: 'Если сейчас не время, на той же странице можно попросить написать позже.',
    stop: 'Больше не присылать таких писем:',
    stopLabel: 'отписаться',
    erase: 'Удалить всё, что у нас хранится с этим адресом:',
    eraseLabel: 'удалить',
    last: 'Больше писем не будет: после отправки этого письма ваш адрес удалён.',
    several:
      'Вы просили присылать такие письма время от времени. Они прекратятся сами, не позже чем через год.',
  },
  confirmation: {
    subject: 'Пожалуйста, подтвердите',
    text: 'Кто-то — скорее всего, вы — попросил нас позже написать на этот адрес. Пожалуйста, подтвердите, что вы этого хотите.',
    action: 'Да, напишите мне',
    worth: 'Ссылка действует два дня.',
    notYou: 'Если это были не вы, ничего не делайте: через два дня адрес будет удалён.',
    erase: 'Удалить его сейчас:',
    eraseLabel: 'удалить',
  },
};

export const MAIL_MESSAGES: Record<Locale, typeof en> = { en, ru };
