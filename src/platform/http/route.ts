import type { Express, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { type BodyKind, check, hasNoBody, rawBody, readBody, readQuery } from './body.ts';
import { type Cookie, writeCookie } from './cookies.ts';
import { Problem } from './problem.ts';
import { type Stream, sendStream } from './send-stream.ts';

/**
 * A route is data: its schemas validate the request and are the OpenAPI document, its `handle` turns valid input into
 * an answer. Express only carries it.
 */
export type Answer = {
  status: number;
  json?: unknown;
  html?: string;
  text?: { type: string; body: string };
  /** of any length: written as fast as it is read, and never whole in memory */
  stream?: Stream;
  location?: string;
  cookies?: Cookie[];
  headers?: Record<string, string>;
};

export type AnswerDocument = {
  description: string;
  schema?: z.ZodType;
  mediaType?: string;
  /** other media types in which the same can be had */
  alsoAs?: string[];
};

/** What the OpenAPI document says of a page. */
export const HTML = { description: 'A page', mediaType: 'text/html' } satisfies AnswerDocument;

type Method = 'get' | 'post' | 'delete' | 'patch';

/** What a handler is given of a request that is valid. */
export type Input<
  Body extends z.ZodType,
  Query extends z.ZodType,
  Params extends z.ZodType,
  Headers extends z.ZodType,
> = {
  request: Request;
  body: z.output<Body>;
  query: z.output<Query>;
  params: z.output<Params>;
  headers: z.output<Headers>;
};

export type Spec<
  Body extends z.ZodType,
  Query extends z.ZodType,
  Params extends z.ZodType,
  Headers extends z.ZodType,
> = {
  method: Method;
  /** OpenAPI's form: `/v1/checkouts/{id}` */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  /**
   * `limit`: in body-parser's words, 16 KB unless given. `form`: where a form is judged further in, so that a page can say
   * what is wrong with it, its fields for the OpenAPI document. `mayBeAbsent`: none at all is as good as `{}`.
   */
  body?: { kind: BodyKind; schema: Body; limit?: string; form?: z.ZodType; mayBeAbsent?: true };
  query?: Query;
  params?: Params;
  headers?: Headers;
  /** what may be answered beside the problems, which any route may give */
  answers: Record<number, AnswerDocument>;
  /** who may ask at all: settled before what was sent is judged. @throws Problem unauthorized, forbidden */
  allow?(request: Request): Promise<unknown>;
  /** the cookie by which it is known who asks, where nobody else is answered: for the OpenAPI document */
  cookie?: string;
  handle(input: Input<Body, Query, Params, Headers>): Answer | Promise<Answer>;
};

export type Route = Omit<Spec<z.ZodType, z.ZodType, z.ZodType, z.ZodType>, 'handle'> & {
  answer(request: Request): Promise<Answer>;
};

/** Where a route takes none. */
export const Nothing = z.unknown();

export function route<
  Body extends z.ZodType = typeof Nothing,
  Query extends z.ZodType = typeof Nothing,
  Params extends z.ZodType = typeof Nothing,
  Headers extends z.ZodType = typeof Nothing,
>(spec: Spec<Body, Query, Params, Headers>): Route {
  const { handle, ...described } = spec;
  return {
    ...described,
    answer: async (request) => {
      // What cannot be read at all is refused whoever asks; what it says is looked at once they may ask.
      const query = spec.query && readQuery(request);
      await spec.allow?.(request);
      return handle({
        request,
        params: validated(spec.params, () => request.params),
        query: validated(spec.query, () => query),
        headers: validated(spec.headers, () => request.headers),
        body: validated(spec.body?.schema, () =>
          spec.body?.mayBeAbsent && hasNoBody(request) ? {} : readBody(request, spec.body?.kind ?? 'json'),
        ),
      });
    },
  };
}

/** Without a schema the type parameter is `ZodUnknown`, whose output, unknown, admits undefined. */
function validated<Schema extends z.ZodType>(
  schema: Schema | undefined,
  value: () => unknown,
): z.output<Schema>;
function validated(schema: z.ZodType | undefined, value: () => unknown): unknown {
  return schema ? check(schema, value()) : undefined;
}

/** Mounts the routes, and for each path a 405 that names what it takes. */
export function mountRoutes(app: Express, context: Context, routes: Route[]): void {
  for (const one of routes) {
    const path = toExpressPath(one.path);
    const steps: RequestHandler[] = one.body ? [rawBody(one.body.limit)] : [];
    steps.push(async (request, response) => {
      const answer = await one.answer(request);
      if (answer.stream) await sendStream(response, answer.stream, () => sendHead(context, response, answer));
      else send(context, response, answer);
    });
    app[one.method](path, ...steps);
  }
  for (const [path, methods] of methodsByPath(routes)) {
    // One handler; `app.all` would make one for each method that HTTP knows.
    app.route(path).all((_request, _response) => {
      throw new Problem('method-not-allowed', { headers: { Allow: methods } });
    });
  }
}

function methodsByPath(routes: Pick<Route, 'method' | 'path'>[]): Map<string, string> {
  const methods = new Map<string, string>();
  for (const { method, path } of routes) {
    const known = methods.get(toExpressPath(path));
    const added = method === 'get' ? 'GET, HEAD' : method.toUpperCase();
    methods.set(toExpressPath(path), known ? `${known}, ${added}` : added);
  }
  return methods;
}

function toExpressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function send(context: Context, response: Response, answer: Answer): void {
  sendHead(context, response, answer);
  if (answer.location !== undefined) response.set('Location', answer.location);
  if (answer.html !== undefined) response.type('html').send(answer.html);
  else if (answer.text !== undefined) response.type(answer.text.type).send(answer.text.body);
  else if (answer.json !== undefined) response.json(answer.json);
  else response.end();
}

function sendHead(context: Context, response: Response, answer: Answer): void {
  response.status(answer.status).set({ 'Cache-Control': 'no-store', ...answer.headers });
  for (const cookie of answer.cookies ?? []) {
    const COOKIE_DOMAIN = context.settings.COOKIE_DOMAIN;
    response.append('Set-Cookie', writeCookie(cookie, { publicUrl: context.publicUrl, COOKIE_DOMAIN }));
  }
}
