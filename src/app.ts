import type { RequestListener } from 'node:http';
import express, { type Express } from 'express';
import { benefitsRoutes } from './account/benefits/routes.ts';
import { changeRoutes } from './account/changes/routes.ts';
import { doublePages } from './account/doubles/routes.ts';
import { erasureRoutes } from './account/erasure/routes.ts';
import { exportRoutes } from './account/export/routes.ts';
import { linkPages } from './account/links/link-routes.ts';
import { meRoutes } from './account/me-routes.ts';
import { accountPages } from './account/pages/account-routes.ts';
import { paymentMethodRoutes } from './account/pay/api-routes.ts';
import { payPages } from './account/pay/page-routes.ts';
import { signInRoutes } from './account/sign-in/api-routes.ts';
import { signInPages } from './account/sign-in/page-routes.ts';
import { carryRoutes } from './ask/carry-routes.ts';
import { askAtOnce, askRoutes } from './ask/routes.ts';
import type { AppContext } from './context.ts';
import { appealAtOnce } from './contributions/appeal-at-once.ts';
import { embedRoutes } from './contributions/embed-routes.ts';
import { optionsAtOnce } from './contributions/options-route.ts';
import { contributionPages } from './contributions/page-routes.ts';
import { contributionRoutes } from './contributions/routes.ts';
import { doubleDeskRoutes } from './desk/double-routes.ts';
import { mailPreviewRoutes } from './desk/mail-preview-routes.ts';
import { newsletterDeskRoutes } from './desk/newsletter-routes.ts';
import { measureVariances } from './ledger/reconcile/measure-variances.ts';
import { newsletterPages } from './newsletter/page-routes.ts';
import { newsletterRoutes } from './newsletter/routes.ts';
import { createAdmission } from './platform/http/admission.ts';
import { corsForReaders, securityHeaders } from './platform/http/browser-headers.ts';
import { serveDirectly } from './platform/http/direct.ts';
import { answerErrors, notFound } from './platform/http/errors.ts';
import { refuseForeignOrigins } from './platform/http/origin.ts';
import { mountRoutes, type Route } from './platform/http/route.ts';
import { measureOverdueMails } from './platform/mail/send-mails.ts';
import { measureRequests } from './platform/measure-requests.ts';
import { documentationRoutes, failurePage, opsRoutes } from './platform/ops-routes.ts';
import { reminderApi } from './reminders/api-routes.ts';
import { remindPages } from './reminders/page-routes.ts';
import { remindedPages } from './reminders/reminded-routes.ts';
import { dunningRoutes } from './reports/dunning/routes.ts';
import { journalRoutes } from './reports/journal-routes.ts';
import { payoutRoutes } from './reports/payout-routes.ts';
import { reminderReportRoutes } from './reports/reminders/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { trialBalanceRoutes } from './reports/trial-balance-routes.ts';
import { varianceRoutes } from './reports/variance-routes.ts';
import { auditRoutes } from './staff/audit-routes.ts';
import { completeThrough } from './webhooks/complete-through.ts';
import { measureUnapplied } from './webhooks/retry-events.ts';
import { webhookRoutes } from './webhooks/routes.ts';

/** Everything that is answered: what is asked most, in its plain form, before Express is; all else by it. */
export function createApp(context: AppContext): RequestListener {
  const { routes, direct } = webhookRoutes(context);
  const atOnce = [askAtOnce(context), ...optionsAtOnce(context), ...appealAtOnce(context)];
  return serveDirectly(context, { posted: [direct], atOnce }, createRouter(context, routes));
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
  const hides = createAdmission(context, {
    name: 'hides',
    perMinute: context.settings.CHECKOUTS_PER_MINUTE,
  });
  // Of its own, so that a flood of addresses for the newsletter keeps no member from signing in.
  const signIns = createAdmission(context, {
    name: 'sign-ins',
    perMinute: context.settings.ADDRESSES_PER_MINUTE,
  });
  const reminders = { byMail: addresses, onDevice: hides };
  const through = () => completeThrough(context.readDatabase);
  const routes: Route[] = [
    ...askRoutes(context),
    ...carryRoutes(context),
    ...contributionRoutes(context, admission),
    ...contributionPages(context, admission),
    ...newsletterRoutes(context, addresses),
    ...embedRoutes(),
    ...reminderApi(context, reminders),
    ...newsletterPages(context, addresses),
    ...remindPages(context, reminders),
    ...remindedPages(context),
    ...linkPages(context),
    ...changeRoutes(context),
    ...accountPages(context),
    ...meRoutes(context),
    ...payPages(context),
    ...paymentMethodRoutes(context),
    ...benefitsRoutes(context),
    ...doublePages(context),
    ...erasureRoutes(context),
    ...exportRoutes(context),
    ...signInRoutes(context, signIns),
    ...signInPages(context, signIns),
    ...reportRoutes(context, through),
    ...reminderReportRoutes(context, through),
    ...dunningRoutes(context, through),
    ...payoutRoutes(context, through),
    ...varianceRoutes(context, through),
    ...journalRoutes(context, through),
    ...trialBalanceRoutes(context, through),
    ...newsletterDeskRoutes(context),
    ...mailPreviewRoutes(context),
    ...doubleDeskRoutes(context),
    ...auditRoutes(context),
    ...opsRoutes(context, [measureUnapplied, measureVariances, measureOverdueMails]),
  ];

  // Stripe's servers are no browsers: they meet neither the browsers' headers nor their checks.
  app.use(measureRequests(context));
  mountRoutes(app, context, webhooks);
  app.use(securityHeaders(context));
  app.use('/v1', corsForReaders(context));
  app.use(refuseForeignOrigins(context));
  mountRoutes(app, context, routes);
  mountRoutes(app, context, documentationRoutes(context, [...routes, ...webhooks]));
  app.use(notFound);
  app.use(answerErrors(context, (problem, request) => failurePage(context, request, problem.slug)));
  return app;
}
