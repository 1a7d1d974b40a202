import type { RequestHandler } from 'express';
import type { Context } from './context.ts';
import { SECOND, stopwatch } from './time.ts';

/** Counts and times every answer, by the route's pattern and never by the address that was asked for. */
export function measureRequests({ metrics, log }: Pick<Context, 'metrics' | 'log'>): RequestHandler {
  return (request, response, next) => {
    const elapsed = stopwatch();
    response.once('close', () => {
      const milliseconds = elapsed();
      const pattern: unknown = request.route?.path;
      const route = typeof pattern === 'string' ? pattern : 'none';
      const labels = { method: request.method, route, status: response.statusCode };
      metrics.requests.observe(labels, milliseconds / SECOND);
      log.debug('answered', { ...labels, milliseconds });
    });
    next();
  };
}
