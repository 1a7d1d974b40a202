/** A whole request, ready for the wire. */
export type Sendable = {
  bytes: Buffer;
  /** an event that was not sent before */
  isFirst: boolean;
  /** and one from which a payment follows */
  books: boolean;
};

export function post(path: string, headers: Record<string, string>, body: string): Buffer {
  const lines = Object.entries({
    Host: '127.0.0.1',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}
