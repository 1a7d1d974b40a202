import type { RequestHandler } from 'express';
import type { Context } from './context.ts';
import { SECOND } from './time.ts';

/** Counts and times every answer, by the route's pattern and never by the address that was asked for. */
export function measureRequests({ metrics, log }: Pick<Context, 'metrics' | 'log'>): RequestHandler {
  return (request, response, next) => {
    const started = process.hrtime.bigint();
    response.once('close', () => {
      const milliseconds = Number((process.hrtime.bigint() - started) / 10_000n) / 100;
      const pattern: unknown = request.route?.path;
      const route = typeof pattern === 'string' ? pattern : 'none';
      const labels = { method: request.method, route, status: response.statusCode };
      metrics.requests.observe(labels, milliseconds / SECOND);
      log.debug('answered', { ...labels, milliseconds });
    });
    next();
  };
}
