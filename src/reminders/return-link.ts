import { NOTE_BYTES } from '../ask/device-token.ts';
import type { Context } from '../platform/context.ts';
import { isTransient } from '../platform/database.ts';
import { Problem } from '../platform/http/problem.ts';
import { fleetingLimit } from '../platform/limits.ts';
import type { Locale } from '../platform/locale.ts';
import { errorCode } from '../platform/log.ts';
import { sealBriefly, UnsealError, unsealBriefly } from '../platform/seal.ts';
import { count } from './count.ts';
import { type Note, readNote, writeNote } from './note.ts';

/** What a link back to the appeal carries, sealed, so that no amount can be read in a mail or in a history. */
export type Returned = Note & { campaign?: string | undefined };

const PURPOSE = 'seal-return';
const PLACE = { table: 'link', column: 'later', row: '' };

/** @returns text for `/?later=`; it does not expire, but is passed over once its key is gone */
export function sealReturn(
  { keyring }: Pick<Context, 'keyring'>,
  { campaign = '', ...note }: Returned,
): string {
  const plain = writeNote(note).toString('base64url') + campaign;
  return sealBriefly(keyring, PURPOSE, PLACE, plain).toString('base64url');
}

const NOTE_LENGTH = Math.ceil((NOTE_BYTES * 4) / 3);

/** @returns null for what `sealReturn` did not write */
export function openReturn({ keyring }: Pick<Context, 'keyring'>, text: string): Returned | null {
  const sealed = Buffer.from(text, 'base64url');
  // What is no base64url, or not in its one right spelling, is read all the same.
  if (sealed.toString('base64url') !== text) return null;
  try {
    const plain = unsealBriefly(keyring, PURPOSE, PLACE, sealed);
    const note = readNote(Buffer.from(plain.slice(0, NOTE_LENGTH), 'base64url'));
    const campaign = plain.slice(NOTE_LENGTH);
    return note && { ...note, ...(campaign !== '' && { campaign }) };
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}

/** @param origin ours, as the reader knows it. @returns the address of the appeal, which fills in what was chosen */
export function returnUrl(
  context: Pick<Context, 'keyring' | 'publicUrl'>,
  returned: Returned,
  locale: Locale,
  origin = context.publicUrl,
): string {
  return `${origin}/?later=${sealReturn(context, returned)}&lang=${locale}`;
}

/** One process writes no more of one kind than this, so that a link that goes round is not a flood of writes. */
const CAME_BACK = fleetingLimit({ name: 'came-back', perMinute: 60 });

/**
 * A link was opened. An estimate: whoever opens it twice counts twice, so do programs that look at mails first; and where
 * there is no database to count in, the reader comes back all the same.
 */
export async function countCameBack(context: Context, returned: Returned): Promise<void> {
  const { channel, delay, campaign = '' } = returned;
  try {
    await CAME_BACK.take(`${channel} ${delay} ${campaign}`);
    await count(context, context.database, { channel, delay, campaign, event: 'came-back' });
  } catch (error) {
    if (error instanceof Problem) return;
    if (!isTransient(error)) throw error;
    context.log.warn('a reader who came back was not counted', { code: errorCode(error) });
  }
}
