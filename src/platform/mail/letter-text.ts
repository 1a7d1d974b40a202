import type { Block, Letter } from './letter.ts';

const WIDTH = 72;

/** The letter as plain text: lines of at most 72 characters, each address on a line of its own. */
export function letterText({ blocks }: Letter, newsroom: string): string {
  return `${[...blocks.map(blockText), wrap(newsroom)].join('\n\n')}\n`;
}

function blockText(block: Block): string {
  if (block.kind === 'text') return wrap(block.text);
  if (block.kind === 'action') return `${wrap(announced(block.label))}\n${block.href}`;
  return ['--', ...block.lines.map(footerLine)].join('\n\n');
}

function footerLine({ text, label, href }: { text: string; label?: string; href?: string }): string {
  // The address is what follows the colon: in a line of its own, a word for it would be one too many.
  const isSaid = label === undefined || text.endsWith(':');
  const words = isSaid ? text : `${text} ${announced(label)}`;
  return href === undefined ? wrap(words) : `${wrap(words)}\n${href}`;
}

/** What an address on the next line is for. */
function announced(label: string): string {
  return /[.!?:…]$/.test(label) ? label : `${label}:`;
}

/** Breaks between words; one that is longer than a line has a line of its own. Line breaks of the text stay. */
function wrap(text: string): string {
  return text.split('\n').map(wrapLine).join('\n');
}

function wrapLine(line: string): string {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
