import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import type { Context } from '../context.ts';
import { isTransient } from '../database.ts';
import { errorCode } from '../log.ts';
import { Problem, toDocument } from './problem.ts';

export const RETRY_AFTER_SECONDS = '2';

export const notFound: RequestHandler = () => {
  throw new Problem('not-found');
};

/**
 * The last handler: whatever was thrown becomes a problem document. The error itself goes no further, because those of
 * drizzle, Postgres, Stripe and body-parser carry what was sent.
 */
export function answerErrors(
  context: Context,
  explain: (problem: Problem, request: Request) => string,
): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    if (response.headersSent) {
      context.log.error('answer broken off', { code: errorCode(error) });
      // Express's own handler would write the error to the log, with all that it carries.
      response.destroy();
      return;
    }
    const { problem, instance } = explainError(context, error);
    response.status(problem.status).set({ 'Cache-Control': 'no-store', ...problem.headers });
    // A browser that asked for a page gets one; everything else gets the document.
    if (request.accepts(['json', 'html']) === 'html') response.type('html').send(explain(problem, request));
    else response.type('application/problem+json').send(JSON.stringify(toDocument(problem, instance)));
  };
}

/** Which problem an error is to whoever asked, and under which id it is found in the log. */
export function explainError(
  { ids, log }: Pick<Context, 'ids' | 'log'>,
  error: unknown,
): { problem: Problem; instance: string } {
  const problem = toProblem(error);
  const instance = ids.random();
  if (problem.status >= 500) {
    log.error('request failed', { status: problem.status, code: errorCode(error), requestId: instance });
  }
  return { problem, instance };
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isTransient(error)) {
    return new Problem('temporarily-unavailable', { headers: { 'Retry-After': RETRY_AFTER_SECONDS } });
  }
  if (error instanceof URIError) return new Problem('bad-request');
  switch (statusOf(error)) {
    case 400:
      return new Problem('bad-request');
    case 413:
      return new Problem('body-too-large');
    case 415:
      return new Problem('media-type-unsupported');
    default:
      return new Problem('internal-error');
  }
}

/** body-parser and Express's router put a status on what they throw. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}
