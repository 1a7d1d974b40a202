/** How a value may lie in bytes: as it is, in capitals, escaped, in hexadecimal, in base64 at each of three offsets. */
export function shapesOf(canary: string): Buffer[] {
  const plain = [canary, canary.toLowerCase(), canary.toUpperCase()];
  const written = plain.flatMap((text) => [
    text,
    encodeURIComponent(text),
    Buffer.from(text).toString('hex'),
    Buffer.from(text).toString('hex').toUpperCase(),
    ...[0, 1, 2].flatMap((offset) => base64At(text, offset)),
  ]);
  return [...new Set(written)].map((text) => Buffer.from(text));
}

/** The middle of what base64 makes of it after `offset` other bytes: its ends depend on the neighbours. */
function base64At(text: string, offset: number): string[] {
  const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString('base64');
  const middle = encoded.slice(offset === 0 ? 0 : 4, -4);
  return [middle, middle.replaceAll('+', '-').replaceAll('/', '_')];
}

/** The canaries that are found in `haystack`, each with the shape it has there. */
export function findCanaries(haystack: Buffer, canaries: readonly string[]): string[] {
  return canaries.flatMap((canary) =>
    shapesOf(canary)
      .filter((shape) => haystack.includes(shape))
      .map((shape) => `${canary} as ${shape}`),
  );
}
