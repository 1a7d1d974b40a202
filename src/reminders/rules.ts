/** When, in ISO 8601's words for a span of time; `date`: a day that the reader named. */
export const DELAYS = ['P1W', 'P1M', 'P3M', 'date'] as const;
export type Delay = (typeof DELAYS)[number];

/** `none`: the ask is hidden on this device, and that is all. */
export const CHANNELS = ['none', 'calendar', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

/** How often a reminder by e-mail comes again, as ISO 8601 says it, and in months. */
export const INTERVALS = { P1M: 1, P3M: 3, P6M: 6, P12M: 12 } as const;
export type Interval = keyof typeof INTERVALS;

/** `waiting`: confirmed, and a mail is planned. */
export const REMINDER_STATES = ['unconfirmed', 'waiting', 'done', 'cancelled'] as const;
export type ReminderState = (typeof REMINDER_STATES)[number];

/** What happens to reminders, as the desk counts it. What was given is found in the books, by the source of the link. */
export const REMINDER_EVENTS = ['set', 'confirmed', 'sent', 'cancelled', 'unsent', 'came-back'] as const;
export type ReminderEvent = (typeof REMINDER_EVENTS)[number];
