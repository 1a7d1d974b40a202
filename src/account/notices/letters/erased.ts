import type { Letter } from '../../../platform/mail/letter.ts';
import { frame } from '../frame.ts';
import type { Sheet } from '../notice.ts';
import { LETTERS } from './words.ts';

/**
 * The last mail to somebody who was erased: no link leads from it to anything, because nothing is left. It is no notice
 * (there is nobody to write it down about) and is sent from memory.
 */
export function erasedLetter(sheet: Sheet): Letter {
  const { subject, text, kept, last } = LETTERS[sheet.locale].erased;
  const blocks = [text, kept, last].map((words) => ({ kind: 'text' as const, text: words }));
  return frame({ subject, blocks }, { sheet });
}
