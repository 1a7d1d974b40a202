import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { Server as Listener } from 'node:net';
import { SECOND } from '../time.ts';

export type Web = {
  port: number;
  /** Stops accepting, lets what was accepted be answered, then hangs up. */
  stop(): Promise<void>;
};

/** Longer than the slowest answer (Stripe's 20 s), shorter than the 25 s after which a supervisor kills. */
const FINISH_WITHIN = 22 * SECOND;

/** How long a connection that is between two requests is left open, since the next may be on its way. */
const LAST_WORDS = SECOND / 5;

/** @throws Error with code EADDRINUSE or EACCES where the port cannot be had */
export async function listen(app: RequestListener, port: number, host: string): Promise<Web> {
  let isStopping = false;
  const unanswered = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    unanswered.add(response);
    response.once('close', () => unanswered.delete(response));
    if (isStopping) endConnection(response);
    app(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: portOf(server),
    stop: async () => {
      isStopping = true;
      for (const response of unanswered) endConnection(response);
      await closed(server);
    },
  };
}

/** A connection that is kept alive would otherwise be served for as long as it is used. */
function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

async function closed(server: Server): Promise<void> {
  const hangUp = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN);
  // After a look at the sockets: what came in while we were busy is no longer between two requests.
  const sweep = setTimeout(() => setImmediate(() => server.closeIdleConnections()), LAST_WORDS);
  // The close of an HTTP server would hang up at once, also on who is just sending.
  await new Promise((resolve) => Listener.prototype.close.call(server, resolve));
  clearTimeout(sweep);
  clearTimeout(hangUp);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
