import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Context } from '../context.ts';
import { SECOND, stopwatch } from '../time.ts';
import { headersByOrigin, pageHeaders } from './browser-headers.ts';
import { writeCookie } from './cookies.ts';
import { explainError } from './errors.ts';
import { toDocument } from './problem.ts';
import type { Answer } from './route.ts';

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

/** An address that browsers ask for more than all others, and that is mostly answered from memory: JSON under /v1, or a page. */
export type AtOnceRoute = {
  /** under which it is counted */
  path: string;
  /** path and query, to the letter */
  url: string;
  /** @returns null where Express has to answer; `json`, `html`: as they are sent */
  answer(
    request: IncomingMessage,
  ): (Pick<Answer, 'status' | 'headers' | 'cookies'> & { json?: string; html?: Buffer }) | null;
};

type Work = Pick<Context, 'ids' | 'log' | 'metrics' | 'publicUrl' | 'settings'>;

/**
 * Answers the plain form of such requests by itself, because Express takes longer over them than everything else together;
 * whatever is not quite plain (another method, another query, a body where none is due, no length or too great a one, an
 * encoding) goes on to `app`, which has the same routes and judges it. What is answered is the same either way.
 */
export function serveDirectly(
  context: Work,
  routes: { posted: readonly DirectRoute[]; atOnce: readonly AtOnceRoute[] },
  app: RequestListener,
): RequestListener {
  const posted = new Map(routes.posted.map((route) => [route.path, route]));
  const atOnce = new Map(routes.atOnce.map((route) => [route.url, route]));
  const sendAtOnce = senderAtOnce(context);
  return (request, response) => {
    const { method, url = '' } = request;
    if (method === 'GET') {
      const route = hasNoBody(request) ? atOnce.get(url) : undefined;
      if (route === undefined || !sendAtOnce(request, response, route)) app(request, response);
      return;
    }
    const route = method === 'POST' ? posted.get(url) : undefined;
    if (route === undefined || !isPlainPost(request, route)) app(request, response);
    else receive(context, route, request, response);
  };
}

function hasNoBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;
}

/** @returns whether it was answered */
function senderAtOnce(context: Work) {
  const { publicUrl, settings } = context;
  const ofApi = headersByOrigin(context);
  const ofPages = pageHeaders(context);
  return (request: IncomingMessage, response: ServerResponse, route: AtOnceRoute): boolean => {
    const elapsed = stopwatch();
    const answer = route.answer(request);
    if (answer === null) return false;
    const head = [...(route.path.startsWith('/v1/') ? ofApi(request.headers.origin) : ofPages)];
    for (const [name, value] of Object.entries({ 'Cache-Control': 'no-store', ...answer.headers }))
      head.push(name, value);
    for (const cookie of answer.cookies ?? [])
      head.push('Set-Cookie', writeCookie(cookie, { publicUrl, COOKIE_DOMAIN: settings.COOKIE_DOMAIN }));
    const body = answer.html ?? answer.json;
    if (body === undefined) {
      response.writeHead(answer.status, head).end();
    } else {
      const type = answer.html === undefined ? JSON_TYPE : HTML_TYPE;
      head.push('Content-Type', type, 'Content-Length', String(Buffer.byteLength(body)));
      response.writeHead(answer.status, head).end(body);
    }
    record(context, { method: 'GET', route: route.path, status: answer.status }, elapsed());
    return true;
  };
}

const JSON_TYPE = 'application/json; charset=utf-8';
const HTML_TYPE = 'text/html; charset=utf-8';

function isPlainPost({ headers }: IncomingMessage, { limit }: DirectRoute): boolean {
  const length = headers['content-length'];
  return length !== undefined && Number(length) <= limit && headers['content-encoding'] === undefined;
}

function receive(
  context: Work,
  route: DirectRoute,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const elapsed = stopwatch();
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => void answer(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));

  async function answer(body: Buffer = Buffer.alloc(0)): Promise<void> {
    const header = request.headers[route.header];
    try {
      const json = await route.receive(body, typeof header === 'string' ? header : undefined);
      send(response, 200, { 'Content-Type': JSON_TYPE }, json);
    } catch (error) {
      const { problem, instance } = explainError(context, error);
      const headers = { 'Content-Type': 'application/problem+json; charset=utf-8', ...problem.headers };
      send(response, problem.status, headers, toDocument(problem, instance));
    }
    record(context, { method: 'POST', route: route.path, status: response.statusCode }, elapsed());
  }
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

function record(
  { metrics, log }: Work,
  labels: { method: string; route: string; status: number },
  milliseconds: number,
): void {
  metrics.requests.observe(labels, milliseconds / SECOND);
  log.debug('answered', { ...labels, milliseconds });
}
