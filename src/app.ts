import type { RequestListener } from 'node:http';
import cors from 'cors';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { askRoutes } from './ask/routes.ts';
import type { AppContext } from './context.ts';
import { embedRoutes } from './contributions/embed-routes.ts';
import { contributionPages } from './contributions/page-routes.ts';
import { contributionRoutes } from './contributions/routes.ts';
import { measureVariances } from './ledger/reconcile/measure-variances.ts';
import type { Context } from './platform/context.ts';
import { createAdmission } from './platform/http/admission.ts';
import { serveDirectly } from './platform/http/direct.ts';
import { answerErrors, notFound } from './platform/http/errors.ts';
import { refuseForeignOrigins } from './platform/http/origin.ts';
import { mountRoutes, type Route } from './platform/http/route.ts';
import { measureOverdueMails } from './platform/mail/send-mails.ts';
import { measureRequests } from './platform/measure-requests.ts';
import { documentationRoutes, opsRoutes, problemPage } from './platform/ops-routes.ts';
import { reminderApi } from './reminders/api-routes.ts';
import { reminderRoutes } from './reminders/routes.ts';
import { journalRoutes } from './reports/journal-routes.ts';
import { payoutRoutes } from './reports/payout-routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { trialBalanceRoutes } from './reports/trial-balance-routes.ts';
import { varianceRoutes } from './reports/variance-routes.ts';
import { completeThrough } from './webhooks/complete-through.ts';
import { measureUnapplied } from './webhooks/retry-events.ts';
import { webhookRoutes } from './webhooks/routes.ts';

/** Everything that is answered: Stripe's events before Express is asked, all else by it. */
export function createApp(context: AppContext): RequestListener {
  const { routes, direct } = webhookRoutes(context);
  return serveDirectly(context, direct, createRouter(context, routes));
}

/** The one list of everything mounted. */
export function createRouter(context: AppContext, webhooks = webhookRoutes(context).routes): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', context.settings.TRUST_PROXY);
  app.set('query parser', false);

  const admission = createAdmission(context, {
    name: 'checkouts',
    perMinute: context.settings.CHECKOUTS_PER_MINUTE,
  });
  const addresses = createAdmission(context, {
    name: 'addresses',
    perMinute: context.settings.ADDRESSES_PER_MINUTE,
  });
  const through = () => completeThrough(context.readDatabase);
  const routes: Route[] = [
    ...askRoutes(context),
    ...contributionRoutes(context, admission),
    ...contributionPages(context, admission),
    ...embedRoutes(),
    ...reminderRoutes(context),
    ...reminderApi(context, addresses),
    ...reportRoutes(context, through),
    ...payoutRoutes(context, through),
    ...varianceRoutes(context, through),
    ...journalRoutes(context, through),
    ...trialBalanceRoutes(context, through),
    ...opsRoutes(context, [measureUnapplied, measureVariances, measureOverdueMails]),
  ];

  // Stripe's servers are no browsers: they meet neither the browsers' headers nor their checks.
  app.use(measureRequests(context));
  mountRoutes(app, context, webhooks);
  app.use(securityHeaders(context));
  app.use('/v1', corsForSites(context));
  app.use(refuseForeignOrigins(context));
  mountRoutes(app, context, routes);
  mountRoutes(app, context, documentationRoutes(context, [...routes, ...webhooks]));
  app.use(notFound);
  app.use(answerErrors(context, (problem, request) => problemPage(context, request, problem.slug)));
  return app;
}

function securityHeaders({ publicUrl, settings }: Context) {
  const isSecure = publicUrl.startsWith('https:');
  const payPages = ['https://checkout.stripe.com', new URL(settings.STRIPE_API_URL).origin];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        // A form's redirect counts as its action, too: the appeal's leads to the pay page.
        formAction: ["'self'", ...payPages],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isSecure ? { maxAge: 63_072_000, includeSubDomains: false } : false,
  });
}

function corsForSites({ settings }: Context) {
  return cors({
    origin: settings.SITE_ORIGINS,
    credentials: true,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: ['Content-Type', 'Idempotency-Key'],
    maxAge: 600,
  });
}
