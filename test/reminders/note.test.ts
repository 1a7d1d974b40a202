import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTE_BYTES } from '../../src/ask/device-token.ts';
import { minor } from '../../src/platform/money.ts';
import { type Note, readNote, writeNote } from '../../src/reminders/note.ts';
import { openReturn, sealReturn } from '../../src/reminders/return-link.ts';
import { CHANNELS, DELAYS } from '../../src/reminders/rules.ts';
import { FREQUENCIES } from '../../src/stripe/frequency.ts';
import { keyringOf } from '../support/keyring.ts';

const currency = fc.stringMatching(/^[a-z]{3}$/);
const amount = fc.bigInt(1n, 2n ** 38n - 1n).map(minor);
const choice = fc.record({ frequency: fc.constantFrom(...FREQUENCIES), amount, currency });
const notes: fc.Arbitrary<Note> = fc.record(
  { channel: fc.constantFrom(...CHANNELS), delay: fc.constantFrom(...DELAYS), choice },
  { requiredKeys: ['channel', 'delay'] },
);
const campaigns = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe('a note in eight bytes', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(notes, (note) => {
        expect(writeNote(note)).toHaveLength(NOTE_BYTES);
        expect(readNote(writeNote(note))).toEqual(note);
      }),
    );
  });

  it('of other bytes is none, or one that would be written so', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.boolean(), (bytes, isOurs) => {
        const buffer = Buffer.from(bytes);
        if (isOurs) buffer.writeUInt8((buffer.readUInt8(0) & 0x0f) | 0x10, 0);
        const note = readNote(buffer);
        if (note !== null) expect(writeNote(note)).toEqual(buffer);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['of zeros, from before there were notes', Buffer.alloc(8)],
    ['too short', Buffer.alloc(7, 0x10)],
    ['too long', Buffer.alloc(9, 0x10)],
  ])('%s is none', (_, buffer) => {
    expect(readNote(buffer)).toBeNull();
  });

  it('leaves out a choice that is too large for it', () => {
    const note = {
      channel: 'none',
      delay: 'P1M',
      choice: { frequency: 'once', amount: minor(2n ** 38n), currency: 'idr' },
    } as const;

    expect(readNote(writeNote(note))).toEqual({ channel: 'none', delay: 'P1M' });
  });
});

describe('a link back', () => {
  const keyring = keyringOf('a');

  it('comes back as it was sealed, also once the key is an older one', () => {
    fc.assert(
      fc.property(notes, fc.option(campaigns, { nil: undefined }), (note, campaign) => {
        const returned = { ...note, ...(campaign !== undefined && { campaign }) };
        const text = sealReturn({ keyring }, returned);
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(openReturn({ keyring }, text)).toEqual(returned);
        expect(openReturn({ keyring: keyringOf('b', 'a') }, text)).toEqual(returned);
        expect(openReturn({ keyring: keyringOf('b') }, text)).toBeNull();
      }),
    );
  });

  it('is another each time, so that two mails cannot be told to say the same', () => {
    const note = { channel: 'email', delay: 'P1M' } as const;

    expect(sealReturn({ keyring }, note)).not.toBe(sealReturn({ keyring }, note));
  });

  it('that was changed, or never ours, is none', () => {
    const text = sealReturn({ keyring }, { channel: 'email', delay: 'P1M' });
    const changed = [...text].map((_, place) => {
      const other = text[place] === 'A' ? 'B' : 'A';
      return text.slice(0, place) + other + text.slice(place + 1);
    });
    for (const one of [...changed, '', 'A', text.slice(1), `${text}AAAA`, 'x'.repeat(5000)])
      expect([null, { channel: 'email', delay: 'P1M' }]).toContainEqual(openReturn({ keyring }, one));
    expect(changed.filter((one) => openReturn({ keyring }, one) !== null)).toHaveLength(0);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        expect(openReturn({ keyring }, any)).toBeNull();
      }),
    );
  });
});
