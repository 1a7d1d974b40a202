import { once } from 'node:events';
import { connect } from 'node:net';

export type Connection = {
  /** Sends a request and waits for the whole answer. One at a time. @returns the status */
  ask(request: Buffer): Promise<number>;
  close(): void;
};

const END_OF_HEAD = '\r\n\r\n';

/** As much of an HTTP/1.1 client as the servers measured here need: each answer says how long it is. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let received: Buffer[] = [];
  let waiter: { resolve(status: number): void; reject(error: Error): void } | undefined;
  let missing = 0;
  let status = 0;

  function finish(): void {
    const answered = waiter;
    waiter = undefined;
    received = [];
    missing = 0;
    answered?.resolve(status);
  }

  function read(chunk: Buffer): void {
    if (missing > 0) {
      missing -= chunk.length;
      if (missing <= 0) finish();
      return;
    }
    received.push(chunk);
    const bytes = received.length === 1 ? chunk : Buffer.concat(received);
    const end = bytes.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = bytes.toString('latin1', 0, end);
    status = Number(head.slice(9, 12));
    missing = bodyLength(head, status) - (bytes.length - end - END_OF_HEAD.length);
    if (missing <= 0) finish();
  }

  socket.on('data', read);
  socket.on('error', (error) => waiter?.reject(error));
  socket.on('close', () => waiter?.reject(new Error('the server hung up')));
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiter = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

function bodyLength(head: string, status: number): number {
  if (status === 304 || status === 204) return 0;
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  return Number(length);
}
