import {
  DAY,
  type Day,
  dayAt,
  dayText,
  HOUR,
  instantAt,
  parseDay,
  plus,
  plusMonths,
} from '../platform/time.ts';

/** When, in ISO 8601's words for a span of time; `date`: a day that the reader named. */
export const DELAYS = ['P1W', 'P1M', 'P3M', 'date'] as const;
export type Delay = (typeof DELAYS)[number];

/** `none`: the ask is hidden on this device, and that is all. */
export const CHANNELS = ['none', 'calendar', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

/** How often a reminder by e-mail comes again, as ISO 8601 says it, and in months. */
export const EVERY = ['P1M', 'P3M', 'P6M', 'P12M'] as const;
export type Interval = (typeof EVERY)[number];
export const INTERVALS = { P1M: 1, P3M: 3, P6M: 6, P12M: 12 } as const satisfies Record<Interval, number>;

/** `waiting`: confirmed, and a mail is planned. */
export const REMINDER_STATES = ['unconfirmed', 'waiting', 'done', 'cancelled'] as const;
export type ReminderState = (typeof REMINDER_STATES)[number];

/** Nothing more comes of it, and its address is gone. */
export function isOver({ state }: { state: ReminderState }): boolean {
  return state === 'done' || state === 'cancelled';
}

/** What happens to reminders, as the desk counts it. What was given is found in the books, by the source of the link. */
export const REMINDER_EVENTS = ['set', 'confirmed', 'sent', 'cancelled', 'unsent', 'came-back'] as const;
export type ReminderEvent = (typeof REMINDER_EVENTS)[number];

/** What the reader chose: after a span of time, or on a day they named, as 2026-11-23. */
export type When = { delay: Exclude<Delay, 'date'> } | { delay: 'date'; day: string };

/** The source of what is given by a link that carries these, by which the desk finds it: `reminder-email-P1M`. */
export function sourceOf({ channel, delay }: { channel: Channel; delay: Delay }): string {
  return `reminder-${channel}-${delay}`;
}

/** Whose address is not confirmed by then is forgotten. */
export const UNCONFIRMED_KEPT = 48 * HOUR;
/** A confirmation is worth sending for as long as that, and a reminder for as long as this. */
export const CONFIRMATION_WORTH = DAY;
export const REMINDER_WORTH = 3 * DAY;
/** So many unconfirmed askings of one address get a mail within a day: nobody's letter box is flooded through us. */
export const UNCONFIRMED_ALLOWANCE = { most: 3, within: DAY };
/** What is over is kept without address and choice for as long as its reader may look what became of it. */
export const ENDED_KEPT = 31 * DAY;

const MAIL_HOUR = 10;
const A_YEAR = 12;
const MONTHS = { P1M: 1, P3M: 3 } as const;

/**
 * Until when the ask is hidden: the time of day stays as it is, so that a date in a cookie looks like any other.
 * @throws RangeError for a day that no calendar has
 */
export function askAgainAt(now: Date, when: When): Date {
  if (when.delay !== 'date')
    return when.delay === 'P1W' ? plus(now, 7 * DAY) : plusMonths(now, MONTHS[when.delay]);
  const day = dayOf(when.day);
  const timeOfDay = now.getTime() % DAY;
  const at = new Date(Date.UTC(day.year, day.month - 1, day.day) + timeOfDay);
  // Tomorrow where the reader lives may be today in UTC.
  return at > now ? at : plus(at, DAY);
}

/**
 * When the mail goes out: between 10:00 and 10:59 by the clocks of that zone, on the day that is the chosen span of time
 * after today there.
 * @param minute 0 to 59
 * @throws RangeError for a day that no calendar has
 */
export function mailAt(
  now: Date,
  when: When,
  { timeZone, minute }: { timeZone: string; minute: number },
): Date {
  return instantAt(mailDay(dayAt(now, timeZone), when), { hour: MAIL_HOUR, minute }, timeZone);
}

function mailDay(today: Day, when: When): Day {
  if (when.delay === 'date') return dayOf(when.day);
  const noon = new Date(Date.UTC(today.year, today.month - 1, today.day, 12));
  return dayAt(askAgainAt(noon, when), 'UTC');
}

function dayOf(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new RangeError('not a day');
  return day;
}

export type DayFault = 'date-invalid' | 'date-not-ahead' | 'date-too-far';

/** @returns why nobody can be reminded on that day, or null. @param timeZone in which it is to be later than today */
export function faultOfDay(text: string, now: Date, timeZone: string): DayFault | null {
  if (parseDay(text) === null) return 'date-invalid';
  const today = dayAt(now, timeZone);
  if (text <= dayText(today)) return 'date-not-ahead';
  const inAYear = plusMonths(new Date(Date.UTC(today.year, today.month - 1, today.day)), A_YEAR);
  return text > dayText(dayAt(inAYear, 'UTC')) ? 'date-too-far' : null;
}

/** Of a date that has passed: the next day at the same time of day, so that nobody is written to at night. */
export function notBefore(remindAt: Date, now: Date): Date {
  const days = Math.ceil((now.getTime() - remindAt.getTime()) / DAY);
  return days > 0 ? plus(remindAt, days * DAY) : remindAt;
}

/** From the hour after ten in the morning, in which mails fall due, until the hour after eight in the evening. */
const AWAKE = 10 * HOUR;

/**
 * When a mail that is due may go out: now, or where it has become late (the mail server was away, or we were) and it is
 * night by now where its reader lives, the next day at the time of day for which it was planned.
 */
export function whenAwake(remindAt: Date, now: Date): Date {
  const late = now.getTime() - remindAt.getTime();
  return late > 0 && late % DAY > AWAKE ? notBefore(remindAt, now) : now;
}

/** From 21:00 UTC on it is ten in the morning in the far east, from Magadan and Sydney to Tonga, where the next day has begun. */
const FAR_EAST = 3 * HOUR;

/**
 * The next of several: counted from the first, so that the 31st stays the 31st where its reader lives, by UTC's time of day.
 * @returns the first date later than `after`; null where that is more than a year from the first
 */
export function nextAfter(firstAt: Date, everyMonths: number, after: Date): Date | null {
  for (let months = everyMonths; months <= A_YEAR; months += everyMonths) {
    const next = plus(plusMonths(plus(firstAt, FAR_EAST), months), -FAR_EAST);
    if (next > after) return next;
  }
  return null;
}
