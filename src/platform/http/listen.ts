import { createServer, type RequestListener, type Server } from 'node:http';
import { SECOND } from '../time.ts';

export type Web = {
  port: number;
  /** Stops accepting, lets what was accepted be answered, then hangs up. */
  stop(): Promise<void>;
};

/** Longer than the slowest answer (Stripe's 20 s), shorter than the 25 s after which a supervisor kills. */
const FINISH_WITHIN = 22 * SECOND;

/** @throws Error with code EADDRINUSE or EACCES where the port cannot be had */
export async function listen(app: RequestListener, port: number, host: string): Promise<Web> {
  let isStopping = false;
  const server = createServer((request, response) => {
    // A connection that is kept alive would otherwise be served for as long as it is used.
    if (isStopping) response.setHeader('Connection', 'close');
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
      await closed(server);
    },
  };
}

async function closed(server: Server): Promise<void> {
  const hangUp = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN);
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
  });
  clearTimeout(hangUp);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
