import type { Locale } from '../platform/locale.ts';
import { DAY, dayAt, dayText, plus } from '../platform/time.ts';

/** A calendar lies open to others, and often on others' computers: nothing here says what the note is about. */
const MESSAGES: Record<Locale, { summary: string; description: (url: string) => string }> = {
  en: {
    summary: 'Come back to what I put off',
    description: (url) => `The page I wanted to come back to:\n${url}`,
  },
  ru: {
    summary: 'Вернуться к тому, что было отложено',
    description: (url) => `Страница, к которой хотелось вернуться:\n${url}`,
  },
};

export type CalendarNote = {
  /** as good as random, and the same for the same note */
  uid: string;
  /** the note is for the whole of this day, by UTC's calendar */
  day: Date;
  madeAt: Date;
  locale: Locale;
  url: string;
};

/** A calendar file with one note for one day, which rings at ten in the morning, wherever its reader is (RFC 5545). */
export function calendarFile({ uid, day, madeAt, locale, url }: CalendarNote): string {
  const { summary, description } = MESSAGES[locale];
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Calendar//Note//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${basicInstant(madeAt)}`,
    `DTSTART;VALUE=DATE:${basicDay(day)}`,
    `DTEND;VALUE=DATE:${basicDay(plus(day, DAY))}`,
    // Nobody is busy because of it.
    'TRANSP:TRANSPARENT',
    'CLASS:PRIVATE',
    `SUMMARY;LANGUAGE=${locale}:${escapeText(summary)}`,
    `DESCRIPTION;LANGUAGE=${locale}:${escapeText(description(url))}`,
    `URL:${url}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER;RELATED=START:PT10H',
    `DESCRIPTION:${escapeText(summary)}`,
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}

/** Section 3.3.11. */
function escapeText(text: string): string {
  return text.replaceAll(/[\\;,]/g, '\\$&').replaceAll(/\r?\n/g, '\\n');
}

const OCTETS = 75;

/** Section 3.1: no line is longer than 75 octets, what goes on does so after a space; no character is cut in two. */
function foldLine(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}

function basicDay(instant: Date): string {
  return dayText(dayAt(instant, 'UTC')).replaceAll('-', '');
}

function basicInstant(instant: Date): string {
  return instant.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
}
