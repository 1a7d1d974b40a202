import { NOTE_BYTES } from '../ask/device-token.ts';
import { minor } from '../platform/money.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import type { Choice } from './choice.ts';
import { CHANNELS, type Channel, DELAYS, type Delay } from './rules.ts';

/** What a device is told beside a date: how its reader wants to be reminded, and what they were about to give. */
export type Note = { channel: Channel; delay: Delay; choice?: Choice | undefined };

/**
 * The fields, from the highest bit on, and how many bits each has. Frequencies count from 1, so that 0 says there is no
 * choice; a currency is three letters of five bits each. A note of zeros is of before there were notes.
 */
const WIDTHS = { version: 4, channel: 2, delay: 3, frequency: 2, currency: 15, amount: 38 } as const;

type Field = keyof typeof WIDTHS;
type Fields = Record<Field, bigint>;

const VERSION = 1n;
const LETTER_BITS = 5n;
const A = 'a'.charCodeAt(0);

/** @returns `NOTE_BYTES`. An amount that is too large for them, 2^38, goes unsaid, and the choice with it. */
export function writeNote({ channel, delay, choice }: Note): Buffer {
  const said = choice && choice.amount >> BigInt(WIDTHS.amount) === 0n ? choice : undefined;
  const note = Buffer.alloc(NOTE_BYTES);
  note.writeBigUInt64BE(
    pack({
      version: VERSION,
      channel: BigInt(CHANNELS.indexOf(channel)),
      delay: BigInt(DELAYS.indexOf(delay)),
      frequency: said ? BigInt(FREQUENCIES.indexOf(said.frequency) + 1) : 0n,
      currency: said ? lettersToBits(said.currency) : 0n,
      amount: said?.amount ?? 0n,
    }),
  );
  return note;
}

/** @returns null for what `writeNote` did not write */
export function readNote(note: Buffer): Note | null {
  if (note.length !== NOTE_BYTES) return null;
  const fields = unpack(note.readBigUInt64BE());
  const channel = CHANNELS[Number(fields.channel)];
  const delay = DELAYS[Number(fields.delay)];
  if (fields.version !== VERSION || channel === undefined || delay === undefined) return null;
  if (fields.frequency === 0n) return fields.currency + fields.amount === 0n ? { channel, delay } : null;
  const frequency = FREQUENCIES[Number(fields.frequency) - 1];
  const currency = bitsToLetters(fields.currency);
  if (frequency === undefined || currency === null) return null;
  return { channel, delay, choice: { frequency, amount: minor(fields.amount), currency } };
}

function pack({ version, channel, delay, frequency, currency, amount }: Fields): bigint {
  let bits = (version << BigInt(WIDTHS.channel)) | channel;
  bits = (bits << BigInt(WIDTHS.delay)) | delay;
  bits = (bits << BigInt(WIDTHS.frequency)) | frequency;
  bits = (bits << BigInt(WIDTHS.currency)) | currency;
  return (bits << BigInt(WIDTHS.amount)) | amount;
}

function unpack(bits: bigint): Fields {
  let rest = bits;
  const take = (field: Field) => {
    const value = BigInt.asUintN(WIDTHS[field], rest);
    rest >>= BigInt(WIDTHS[field]);
    return value;
  };
  const [amount, currency, frequency] = [take('amount'), take('currency'), take('frequency')];
  const [delay, channel, version] = [take('delay'), take('channel'), take('version')];
  return { version, channel, delay, frequency, currency, amount };
}

function lettersToBits(currency: string): bigint {
  return [...currency].reduce((bits, letter) => (bits << LETTER_BITS) | BigInt(letter.charCodeAt(0) - A), 0n);
}

/** @returns null where one of them is no letter */
function bitsToLetters(bits: bigint): string | null {
  const places = [10n, 5n, 0n].map((shift) => Number(BigInt.asUintN(Number(LETTER_BITS), bits >> shift)));
  if (places.some((place) => place >= 26)) return null;
  return String.fromCharCode(...places.map((place) => A + place));
}
