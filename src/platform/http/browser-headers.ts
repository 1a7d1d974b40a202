import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import cors from 'cors';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Context } from '../context.ts';

type Work = Pick<Context, 'publicUrl' | 'settings'>;

/** Where at Stripe one pays, chooses what to pay with, or answers a bank; in the sandbox all of it is in one place. */
export function payPageOrigins({ STRIPE_API_URL }: Pick<Work['settings'], 'STRIPE_API_URL'>): string[] {
  const pages = ['checkout', 'billing', 'invoice'].map((page) => `https://${page}.stripe.com`);
  return [...pages, new URL(STRIPE_API_URL).origin];
}

export function securityHeaders({ publicUrl, settings }: Work) {
  const isSecure = publicUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        // A form's redirect counts as its action, too: the appeal's leads to the pay page.
        formAction: ["'self'", ...payPageOrigins(settings)],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isSecure ? { maxAge: 63_072_000, includeSubDomains: false } : false,
  });
}

export function corsForSites({ settings }: Pick<Context, 'settings'>) {
  return cors({
    origin: settings.SITE_ORIGINS,
    credentials: true,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: ['Content-Type', 'Idempotency-Key'],
    maxAge: 600,
  });
}

/** What a member gives and may change is for them and our pages, and for no script that runs on an article's page. */
const FOR_NO_SITE = /^\/v1\/me(\/|$)/i;

export function corsForReaders(context: Pick<Context, 'settings'>): RequestHandler {
  const allow = corsForSites(context);
  return (request, response, next) =>
    FOR_NO_SITE.test(request.baseUrl + request.path) ? next() : allow(request, response, next);
}

/**
 * What these two put on the answer to a GET under /v1, asked of them once for each site and once for everybody else.
 * @returns names and values in turn, as `writeHead` takes them
 */
export function headersByOrigin(context: Work): (origin: string | undefined) => readonly string[] {
  const middlewares = [securityHeaders(context), corsForSites(context)];
  const ofSites = new Map(
    context.settings.SITE_ORIGINS.map((origin) => [origin, headersOf(middlewares, origin)]),
  );
  const ofOthers = headersOf(middlewares);
  return (origin) => (origin === undefined ? undefined : ofSites.get(origin)) ?? ofOthers;
}

/** The same of a page, which is for no other site. */
export function pageHeaders(context: Work): readonly string[] {
  return headersOf([securityHeaders(context)]);
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

function headersOf(middlewares: readonly Middleware[], origin?: string): readonly string[] {
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  if (origin !== undefined) request.headers.origin = origin;
  const response = new ServerResponse(request);
  const setHeader = response.setHeader.bind(response);
  // By the names as they are written: asked for, Node tells them in lower case.
  const names = new Set<string>();
  response.setHeader = (name, value) => {
    names.add(name);
    return setHeader(name, value);
  };
  for (const middleware of middlewares) middleware(request, response, () => {});
  return [...names].flatMap((name) => [name, String(response.getHeader(name))]);
}
