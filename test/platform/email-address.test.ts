import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressIndexes, EmailAddress, normaliseAddress } from '../../src/platform/email-address.ts';
import { keyringOf } from '../support/keyring.ts';

describe('an address as a person types it', () => {
  it.each([
    'anna@example.org',
    'Anna.Petrova+news@Mail.Example.ORG',
    "o'neill@example.org",
    'анна@пример.рф',
    'anna@sub.sub.example.museum',
    `${'a'.repeat(64)}@example.org`,
    `a@${'b'.repeat(240)}.org`,
  ])('%s is taken', (address) => {
    expect(EmailAddress.safeParse(address).success).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a word', 'anna'],
    ['no domain', 'anna@'],
    ['no local part', '@example.org'],
    ['a host without a dot', 'anna@localhost'],
    ['a domain of one letter', 'anna@example.o'],
    ['a dot at the end', 'anna@example.org.'],
    ['a dot at the start of the domain', 'anna@.example.org'],
    ['two dots in the domain', 'anna@example..org'],
    ['two at signs', 'anna@@example.org'],
    ['three parts', 'anna@example.org@example.net'],
    ['a space before it', ' anna@example.org'],
    ['a space in it', 'an na@example.org'],
    ['a name in front', 'Anna <anna@example.org>'],
    ['brackets', '<anna@example.org>'],
    ['two, with a comma', 'anna@example.org,boris@example.org'],
    ['two, with a semicolon', 'anna@example.org;boris@example.org'],
    ['CRLF and a header', 'anna@example.org\r\nBcc: boris@example.org'],
    ['LF', 'anna\n@example.org'],
    ['NUL', 'an\u0000na@example.org'],
    ['DEL', 'an\u007fna@example.org'],
    ['a C1 control', 'an\u0085na@example.org'],
    ['a line separator', 'an\u2028na@example.org'],
    ['a no-break space', 'an\u00a0na@example.org'],
    ['a lone surrogate', 'an\ud800na@example.org'],
    ['a quoted local part', '"anna b"@example.org'],
    ['a comment', 'anna(comment)@example.org'],
    ['an address literal', 'anna@[127.0.0.1]'],
    ['a scheme', 'mailto:anna@example.org'],
    ['a backslash', 'anna\\@example.org'],
    ['a local part of 65', `${'a'.repeat(65)}@example.org`],
    ['255 characters', `a@${'b'.repeat(249)}.org`],
    ['a number', 5],
    ['null', null],
  ])('%s is refused', (_what, address) => {
    const result = EmailAddress.safeParse(address);
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).not.toContain('boris');
  });
});

describe('the form under which an address is found again', () => {
  it.each([
    ['capitals', 'ANNA@EXAMPLE.ORG', 'anna@example.org'],
    ['spaces around it', '  anna@example.org ', 'anna@example.org'],
    ['a decomposed letter', 'zoe\u0308@example.org', 'zo\u00eb@example.org'],
    ['a domain in another script', 'anna@ПРИМЕР.рф', 'anna@xn--e1afmkfd.xn--p1ai'],
    ['a domain with an umlaut', 'anna@Bücher.example', 'anna@xn--bcher-kva.example'],
    ['a plus-tag, which stays', 'anna+news@example.org', 'anna+news@example.org'],
    ['dots, which stay', 'a.nna@example.org', 'a.nna@example.org'],
  ])('%s', (_what, address, normal) => {
    expect(normaliseAddress(address)).toBe(normal);
  });

  it('is its own normal form', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const normal = normaliseAddress(address);
        expect(normaliseAddress(normal)).toBe(normal);
        expect(normaliseAddress(address.toUpperCase())).toBe(normal);
      }),
    );
  });

  it('has a blind index under each key, the current one first, and none that another ring can make', () => {
    const indexes = addressIndexes(keyringOf('b', 'a'), 'Anna@Example.org');
    const [old] = addressIndexes(keyringOf('a'), 'anna@example.ORG');
    expect(indexes.map(({ keyId }) => keyId)).toEqual(['b', 'a']);
    expect(indexes[1]?.index).toEqual(old?.index);
    expect(indexes[0]?.index).not.toEqual(old?.index);
    expect(indexes[0]?.index).toHaveLength(32);
  });
});
