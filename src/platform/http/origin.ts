import type { Request, RequestHandler } from 'express';
import type { Context } from '../context.ts';
import { Problem } from './problem.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses unsafe requests that a page of another site makes with our reader's cookies. Fetch Metadata decides where
 * the browser sends it; otherwise Origin does. `Origin: null` proves nothing either way: our own pages send it, because
 * their referrer policy is `no-referrer` (https://fetch.spec.whatwg.org/#origin-header). Programs send neither.
 */
export function refuseForeignOrigins(context: Pick<Context, 'publicUrl' | 'settings'>): RequestHandler {
  const friends = new Set([context.publicUrl, ...context.settings.SITE_ORIGINS]);
  return (request, _response, next) => {
    if (SAFE.has(request.method)) return next();
    const site = request.get('sec-fetch-site');
    if (site === 'same-origin' || site === 'none') return next();
    const origin = request.get('origin');
    const unknown = origin === undefined || origin === 'null';
    const known = !unknown && (friends.has(origin) || isOwn(origin, request.get('host')));
    if (known || (unknown && site === undefined)) return next();
    throw new Problem('origin-refused');
  };
}

function isOwn(origin: string, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Where the reader sees us: `PUBLIC_URL`. On one's own machine a loopback address goes by several names, and a cookie
 * that was set under one does not follow to another: there it is the name that the browser used.
 */
export function originFor({ publicUrl }: Pick<Context, 'publicUrl'>, request: Request): string {
  const ours = new URL(publicUrl);
  const host = request.get('host') ?? '';
  if (!LOOPBACK.has(ours.hostname) || !URL.canParse(`${ours.protocol}//${host}`)) return publicUrl;
  const asked = new URL(`${ours.protocol}//${host}`);
  return LOOPBACK.has(asked.hostname) && asked.port === ours.port ? asked.origin : publicUrl;
}
