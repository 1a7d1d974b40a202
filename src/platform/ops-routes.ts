import type { Request } from 'express';
import { z } from 'zod';
import type { Context } from './context.ts';
import { countMigrations } from './database.ts';
import { renderDocs } from './docs-page.ts';
import { isProblemSlug, PROBLEMS, Problem } from './http/problem.ts';
import { HTML, type Route, route } from './http/route.ts';
import { keyedHash } from './keys.ts';
import { errorCode } from './log.ts';
import { type OpenApiDocument, openApiDocument } from './openapi.ts';
import { pageModel } from './page-model.ts';
import { renderFailure, renderProblemPage } from './problem-page.ts';
import { STYLE, STYLE_PATH } from './style.ts';

const TAG = 'Operations';
const YEAR_SECONDS = 31_536_000;

/** Brings what is counted in the database into the metrics. */
export type Measure = (context: Context) => Promise<void>;

export function opsRoutes(context: Context, measures: readonly Measure[]): Route[] {
  return [healthRoute(), readyRoute(context), metricsRoute(context, measures)];
}

function healthRoute(): Route {
  return route({
    method: 'get',
    path: '/healthz',
    tag: TAG,
    summary: 'Alive',
    answers: { 200: { description: 'This process answers', schema: z.object({ status: z.literal('ok') }) } },
    handle: () => ({ status: 200, json: { status: 'ok' } }),
  });
}

function readyRoute(context: Context): Route {
  return route({
    method: 'get',
    path: '/readyz',
    tag: TAG,
    summary: 'Ready for readers: database, migrations, queue',
    answers: { 200: { description: 'Ready', schema: z.object({ status: z.literal('ready') }) } },
    handle: async () => {
      const missing = await whatIsMissing(context);
      if (missing === null) return { status: 200, json: { status: 'ready' } };
      const errors = [{ pointer: `/${missing}`, code: 'not-ready' }];
      throw new Problem('temporarily-unavailable', { errors, headers: { 'Retry-After': '2' } });
    },
  });
}

async function whatIsMissing({ pool }: Context): Promise<'database' | 'migrations' | 'queue' | null> {
  const works = async (check: () => Promise<boolean>) => {
    try {
      return await check();
    } catch {
      return false;
    }
  };
  if (!(await works(async () => (await pool.query('select 1')).rowCount === 1))) return 'database';
  const isCurrent = async () => {
    const { applied, listed } = await countMigrations(pool);
    // More than we know: a newer instance has migrated, compatibly, while we are still needed.
    return applied >= listed;
  };
  if (!(await works(isCurrent))) return 'migrations';
  const queue = async () => (await pool.query('select from graphile_worker.jobs limit 1')).rowCount !== null;
  return (await works(queue)) ? null : 'queue';
}

function metricsRoute(context: Context, measures: readonly Measure[]): Route {
  return route({
    method: 'get',
    path: '/metrics',
    tag: TAG,
    summary: 'Prometheus metrics',
    description: 'With METRICS_TOKEN as a Bearer token; without that setting, to this machine alone.',
    answers: { 200: { description: 'Metrics', mediaType: 'text/plain' } },
    handle: async ({ request }) => {
      if (!mayScrape(context, request))
        throw new Problem('unauthorized', { headers: { 'WWW-Authenticate': 'Bearer' } });
      // Here, because whoever is asked need not be the worker that found it. Without a database the rest is told.
      for (const measure of measures) {
        await measure(context).catch((error: unknown) =>
          context.log.warn('not measured', { code: errorCode(error) }),
        );
      }
      const { registry } = context.metrics;
      return { status: 200, text: { type: registry.contentType, body: await registry.metrics() } };
    },
  });
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

function mayScrape({ settings, keyring }: Context, request: Request): boolean {
  const token = settings.METRICS_TOKEN;
  if (token === undefined) {
    // A proxy on the same machine is no reason to answer the world.
    const isForwarded =
      request.get('x-forwarded-for') !== undefined || request.get('forwarded') !== undefined;
    return !isForwarded && LOOPBACK.test(request.socket.remoteAddress ?? '');
  }
  const hash = (text: string) => keyedHash(keyring.current, 'hash-client', text);
  return hash(request.get('authorization') ?? '').equals(hash(`Bearer ${token}`));
}

/** What is written about the routes, this room's own included. */
export function documentationRoutes(context: Context, described: Route[]): Route[] {
  const own = [
    styleRoute(),
    problemRoute(context),
    openApiRoute(() => document),
    docsRoute(context, () => all),
  ];
  const all: Route[] = [...described, ...own];
  const document: OpenApiDocument = openApiDocument(all, context.publicUrl);
  return own;
}

function openApiRoute(document: () => OpenApiDocument): Route {
  return route({
    method: 'get',
    path: '/openapi.json',
    tag: TAG,
    summary: 'This interface as an OpenAPI document',
    answers: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
    handle: () => ({ status: 200, json: document() }),
  });
}

function docsRoute(context: Context, routes: () => Route[]): Route {
  return route({
    method: 'get',
    path: '/docs',
    tag: TAG,
    summary: 'This interface, for people',
    answers: { 200: HTML },
    handle: ({ request }) => {
      const { languageLinks: _untranslated, ...page } = pageModel(context, request, 'en');
      return { status: 200, html: renderDocs(page, routes()) };
    },
  });
}

function styleRoute(): Route {
  return route({
    method: 'get',
    path: STYLE_PATH,
    tag: TAG,
    summary: 'The style sheet of all pages',
    answers: { 200: { description: 'CSS', mediaType: 'text/css' } },
    handle: () => ({
      status: 200,
      text: { type: 'text/css; charset=utf-8', body: STYLE },
      headers: { 'Cache-Control': `public, max-age=${YEAR_SECONDS}, immutable` },
    }),
  });
}

function problemRoute(context: Context): Route {
  return route({
    method: 'get',
    path: '/problems/{slug}',
    tag: TAG,
    summary: 'What a problem means',
    params: z.object({ slug: z.string() }),
    answers: { 200: HTML },
    handle: ({ request, params: { slug } }) => {
      if (!isProblemSlug(slug)) throw new Problem('not-found');
      return { status: 200, html: problemPage(context, request, slug) };
    },
  });
}

/** A problem as a page for a reader, in the language of the page that they asked for; it repeats nothing of its address. */
export function failurePage(context: Context, request: Request, slug: keyof typeof PROBLEMS): string {
  const lang = /[?&]lang=(\w+)/.exec(request.originalUrl)?.[1];
  const { languageLinks: _ofThisAddress, ...page } = pageModel(context, request, lang, '/');
  return renderFailure({ ...page, slug });
}

function problemPage(context: Context, request: Request, slug: keyof typeof PROBLEMS): string {
  const { languageLinks: _untranslated, ...page } = pageModel(context, request, 'en');
  return renderProblemPage({ ...page, slug, ...PROBLEMS[slug] });
}
