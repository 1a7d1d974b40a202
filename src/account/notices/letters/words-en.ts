import { plural } from '../../../platform/locale.ts';

/**
 * Somebody else may see these come in: neither subject nor text says that money is given, and none names an amount. English
 * is the pattern: what is missing in Russian does not compile. Days arrive written out.
 */
export const en = {
  thanks: {
    subject: 'Thank you',
    text: 'Thank you. What you did has arrived, and it helps.',
    asked: 'You asked for this note. There will be no other like it.',
  },
  renewal: {
    subject: 'A date to know about',
    text: (day: string, days: number) =>
      `${inDays(days)}, on ${day}, your membership is renewed for another year.`,
    turns: (day: string, days: number) =>
      `${inDays(days)}, on ${day}, your membership goes on in the way that you chose.`,
    nothing:
      'If that is all right, there is nothing to do. The amount stands in your account, where you can also change it or end your membership.',
  },
  paused: {
    subject: 'As you asked',
    text: (day: string) => `Your membership is paused, as you asked. It goes on by itself on ${day}.`,
    nothing:
      'We write to you a week before. If you would rather go on sooner, or not at all, you can say so in your account.',
  },
  resuming: {
    subject: 'A date to know about',
    text: (day: string, days: number) =>
      `The pause that you asked for is coming to an end: ${inDays(days).toLowerCase()}, on ${day}, your membership goes on.`,
    nothing:
      'If that is all right, there is nothing to do. In your account you can also pause once more, change something or end your membership.',
  },
  cancelled: {
    subject: 'As you asked',
    text: (day: string) =>
      `Your membership ends on ${day}, as you asked. Until then it stays as it is, and after that it is not renewed.`,
    undo: 'If you change your mind before that day, one press of a button in your account is enough.',
  },
  ended: {
    subject: 'A short notice',
    text: {
      asked:
        'Your membership has ended, as you asked. Nothing more is taken. Thank you for the time with us.',
      unpaid:
        'Your membership has ended, because it could not be renewed. Nothing more is taken, and nothing is owed. Thank you for the time with us.',
      otherwise: 'Your membership has ended. Nothing more is taken. Thank you for the time with us.',
    },
    again: 'If you ever wish to come back, you are welcome: the page is where it was.',
    action: 'Open the page',
  },
  action: 'Open your account',
};

export type Words = typeof en;

function inDays(days: number): string {
  return `In ${plural('en', days, { one: 'day', other: 'days' })}`;
}
