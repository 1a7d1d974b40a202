import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Context } from '../context.ts';
import { SECOND, stopwatch } from '../time.ts';
import { explainError } from './errors.ts';
import { toDocument } from './problem.ts';

/** An address that a machine posts signed bytes to, many times a second. */
export type DirectRoute = {
  path: string;
  /** bytes */
  limit: number;
  /** name of the header that goes with the body, in lower case */
  header: string;
  /** @returns what is answered with 200, as JSON */
  receive(body: Buffer, header: string | undefined): Promise<unknown>;
};

/**
 * Answers the plain form of such a request by itself, because Express takes longer over it than everything else together;
 * whatever is not quite plain (another method, a query, no length or too great a one, an encoding) goes on to `app`, which
 * has the same route and judges it. What is answered is the same either way.
 */
export function serveDirectly(
  context: Pick<Context, 'ids' | 'log' | 'metrics'>,
  route: DirectRoute,
  app: RequestListener,
): RequestListener {
  return (request, response) => {
    if (!isPlain(request, route)) return app(request, response);
    const elapsed = stopwatch();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => void answer(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));

    async function answer(body: Buffer = Buffer.alloc(0)): Promise<void> {
      const header = request.headers[route.header];
      try {
        const json = await route.receive(body, typeof header === 'string' ? header : undefined);
        send(response, 200, { 'Content-Type': 'application/json; charset=utf-8' }, json);
      } catch (error) {
        const { problem, instance } = explainError(context, error);
        const headers = { 'Content-Type': 'application/problem+json; charset=utf-8', ...problem.headers };
        send(response, problem.status, headers, toDocument(problem, instance));
      }
      const milliseconds = elapsed();
      const labels = { method: 'POST', route: route.path, status: response.statusCode };
      context.metrics.requests.observe(labels, milliseconds / SECOND);
      context.log.debug('answered', { ...labels, milliseconds });
    }
  };
}

function isPlain({ method, url, headers }: IncomingMessage, { path, limit }: DirectRoute): boolean {
  const length = headers['content-length'];
  return (
    method === 'POST' &&
    url === path &&
    length !== undefined &&
    Number(length) <= limit &&
    headers['content-encoding'] === undefined
  );
}

function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  json: unknown,
): void {
  const body = JSON.stringify(json);
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}
