/** Whose mail it is: a name that gives nothing away, and an address. */
export type Sender = { name: string; address: string };

const ADDRESS = String.raw`[^\s@<>,;:"()[\]\\\p{Cc}]{1,64}@(?<domain>[^\s@<>,;:"()[\]\\\p{Cc}]{1,253})`;
const PLAIN = new RegExp(`^${ADDRESS}$`, 'u');
const NAMED = new RegExp(String.raw`^"?(?<name>[^<>"\p{Cc}]{0,100}?)"?\s*<(?<address>${ADDRESS})>$`, 'u');

/** `Newsroom <post@example.org>` or `post@example.org`; undefined where it is neither. */
export function parseSender(text: string): Sender | undefined {
  if (PLAIN.test(text)) return { name: '', address: text };
  const { name, address } = NAMED.exec(text)?.groups ?? {};
  return address === undefined ? undefined : { name: name ?? '', address };
}

export function domainOf({ address }: Sender): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
