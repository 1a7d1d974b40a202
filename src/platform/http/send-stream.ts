import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { errorCode } from '../log.ts';

export type Stream = { type: string; chunks: AsyncGenerator<string> };

/**
 * An answer of any length, made no faster than it is read. What fails before the first chunk is still answered as a
 * problem; later the connection is broken off, so that nobody takes the beginning for the whole.
 */
export async function sendStream(
  response: Response,
  { type, chunks }: Stream,
  sendHead: () => void,
): Promise<void> {
  const first = await chunks.next();
  sendHead();
  response.type(type);
  if (response.req.method === 'HEAD') {
    await chunks.return(undefined);
    response.end();
    return;
  }
  try {
    await pipeline(Readable.from(beginningWith(first, chunks), { objectMode: false }), response);
  } catch (error) {
    // Whoever asked has gone.
    if (errorCode(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

async function* beginningWith(
  first: IteratorResult<string>,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
