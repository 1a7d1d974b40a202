import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { answerTo, faultAnswer } from './answer.ts';
import { type ApiFault, type ApiFaults, drawFault } from './api-faults.ts';
import { checkKey } from './auth.ts';
import { internalFault, invalidRequest, rateLimited, StripeFault, unknownRoute } from './errors.ts';
import { parseForm } from './form.ts';
import { keyInUse } from './idempotency.ts';
import { newId } from './ids.ts';
import { fromOlder, speaksOlder } from './older-requests.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';
import type { Answer, Json } from './wire.ts';
import { API_VERSION, type World } from './world.ts';

export type ApiOptions = {
  world: World;
  secretKey: string;
  log: (message: string) => void;
  /** Called before each request is answered; a test holds requests in flight with it. */
  before: () => Promise<void>;
  faults: () => ApiFaults;
};

function parametersOf(request: Request): Json {
  if (request.method !== 'POST') return parseForm(request.originalUrl.split('?')[1] ?? '');
  const text: unknown = request.body;
  if (typeof text !== 'string' || text === '') return {};
  if (!request.is('application/x-www-form-urlencoded')) {
    throw invalidRequest(
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded).',
    );
  }
  const raw = parseForm(text);
  return speaksOlder(request.get('User-Agent')) ? fromOlder(raw) : raw;
}

function send(response: Response, { status, body, headers }: Answer): void {
  response.status(status).set(headers).type('application/json').send(body);
}

function serve({ world, before, faults }: ApiOptions, route: Route, inFlight: Set<string>): RequestHandler {
  return async (request, response) => {
    const key = request.method === 'POST' ? (request.get('Idempotency-Key') ?? null) : null;
    const requestId = String(response.getHeader('Request-Id'));
    const raw = parametersOf(request);
    const fault = drawFault(faults());
    if (fault?.kind === 'rateLimit') throw rateLimited();
    if (key !== null) {
      if (inFlight.has(key)) throw keyInUse(key);
      inFlight.add(key);
      response.set({ 'Idempotency-Key': key, 'Original-Request': requestId });
    }
    try {
      await before();
      if (fault && !fault.done) return fail(fault, request);
      const name = `${request.method} ${request.originalUrl.split('?')[0]}`;
      const id = String(request.params.id ?? '');
      const spoiled = fault?.kind === 'error';
      const answer = answerTo(world, { route, name, raw, id, requestId, idempotencyKey: key, spoiled });
      if (fault && !spoiled) return fail(fault, request);
      // An answer is no older than the events of what it did.
      response.set('Date', world.clock.now().toUTCString());
      send(response, answer);
    } finally {
      if (key !== null) inFlight.delete(key);
    }
  };
}

/** What the client sees of a fault. A hanging request is left to its own timeout. */
function fail({ kind }: ApiFault, request: Request): void {
  if (kind === 'error') throw internalFault();
  if (kind === 'reset') request.socket.destroy();
}

/** `/v1`: every answer, fault or not, is Stripe's JSON with Stripe's headers. */
export function createApi(options: ApiOptions): express.Router {
  const { world, secretKey, log } = options;
  const router = express.Router();
  const inFlight = new Set<string>();

  router.use((request, response, next) => {
    const instant = world.clock.now();
    response.sendDate = false;
    response.set({
      Date: instant.toUTCString(),
      'Request-Id': newId('request', instant),
      'Stripe-Version': API_VERSION,
      'Cache-Control': 'no-cache, no-store',
    });
    checkKey(request.get('Authorization'), secretKey);
    next();
  });
  router.use(express.text({ type: () => true, limit: '1mb' }));
  for (const route of ROUTES) router[route.method](route.path, serve(options, route, inFlight));
  router.use((request) => {
    throw unknownRoute(request.method, request.originalUrl.split('?')[0] ?? '');
  });

  const onError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof StripeFault) return send(response, faultAnswer(error));
    const status = statusOf(error);
    if (status < 500) return send(response, faultAnswer(unreadable(status)));
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    send(response, faultAnswer(internalFault()));
  };
  router.use(onError);
  return router;
}

function statusOf(error: unknown): number {
  const known = typeof error === 'object' && error !== null && 'status' in error ? error.status : 500;
  return typeof known === 'number' ? known : 500;
}

function unreadable(status: number): StripeFault {
  return new StripeFault(status, {
    type: 'invalid_request_error',
    message: 'The request cannot be read.',
  });
}
