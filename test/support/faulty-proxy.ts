import { createServer, request as forward, type RequestListener } from 'node:http';

/**
 * What a call to Stripe can meet on its way. `500-after`, `reset-after`: Stripe did what was asked, and its answer was
 * lost or replaced.
 */
export type Fault = 'none' | '429' | '500-before' | '500-after' | 'reset-before' | 'reset-after';

export type FaultyProxy = {
  url: string;
  calls: number;
  next(...faults: Fault[]): void;
  stop(): Promise<void>;
};

const ERROR = JSON.stringify({ error: { type: 'api_error', message: 'made up by a test' } });

/** Stands between the service and the sandbox, and lets go wrong what it is told to, call by call. */
export async function startFaultyProxy(target: () => string): Promise<FaultyProxy> {
  const queue: Fault[] = [];
  const stored = new Map<string, string>();
  const proxy: FaultyProxy = {
    url: '',
    calls: 0,
    next: (...faults) => void queue.push(...faults),
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
  const listener: RequestListener = (incoming, outgoing) => {
    proxy.calls += 1;
    const key = String(incoming.headers['idempotency-key'] ?? '');
    const replay = stored.get(key);
    const fail = (status: number) => {
      // Stripe keeps its answer under the key, a 500 too, and gives it again to whoever asks with that key.
      if (status === 500 && key !== '') stored.set(key, ERROR);
      outgoing
        .writeHead(status, { 'content-type': 'application/json', 'stripe-should-retry': 'false' })
        .end(ERROR);
    };
    if (replay !== undefined) return fail(500);
    const fault = queue.shift() ?? 'none';
    if (fault === '429') return fail(429);
    if (fault === '500-before') return fail(500);
    if (fault === 'reset-before') return void incoming.socket.destroy();
    const { hostname, port } = new URL(target());
    const options = {
      hostname,
      port,
      path: incoming.url,
      method: incoming.method,
      headers: incoming.headers,
    };
    const passed = forward(options, (answer) => {
      if (fault === 'none') {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      answer.resume().on('end', () => (fault === '500-after' ? fail(500) : incoming.socket.destroy()));
    });
    incoming.pipe(passed);
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  proxy.url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return proxy;
}
