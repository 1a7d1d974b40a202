import type { Locale } from '../locale.ts';

/** A letter in blocks, from which the text and the HTML are both made, so that they say the same. */
export type Letter = {
  locale: Locale;
  subject: string;
  blocks: readonly Block[];
};

export type Block =
  | { kind: 'text'; text: string }
  /** what the reader may do: a button, and in the text a line with the address */
  | { kind: 'action'; label: string; href: string }
  /** small print, each with its link */
  | { kind: 'footer'; lines: readonly { text: string; label?: string; href?: string }[] };
