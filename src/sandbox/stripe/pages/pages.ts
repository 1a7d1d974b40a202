import express, { type ErrorRequestHandler, type Response } from 'express';
import { isEmail } from '../actions/check-checkout.ts';
import { recoverCheckout } from '../actions/create-checkout.ts';
import type { Controls } from '../controls.ts';
import { StripeFault } from '../errors.ts';
import { flip, type Switches } from '../switches.ts';
import { now, type World } from '../world.ts';
import { field, sendPage } from './answers.ts';
import { createClockRoutes } from './clock-routes.ts';
import { act } from './home-actions.ts';
import { homePage } from './home-page.ts';
import { createInvoiceRoutes } from './invoice-routes.ts';
import { closedPage, METHODS, missingPage, payPage, type Tried } from './pay-page.ts';
import { createPortalRoutes } from './portal-routes.ts';
import { STYLE } from './style.ts';

/** The pages that a person sees: where gifts are paid, and what the sandbox holds. No script, nothing from elsewhere. */
export function createPages(
  world: World,
  controls: Controls,
  switches: Switches,
  log: (message: string) => void,
): express.Router {
  const router = express.Router();
  const { store } = world;

  router.use((request, response, next) => {
    controls.tick();
    response.set({
      'Content-Security-Policy': "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
    const site = request.get('Sec-Fetch-Site') ?? 'none';
    if (request.method === 'POST' && site !== 'same-origin' && site !== 'none') response.sendStatus(403);
    else next();
  });
  router.use(express.urlencoded({ extended: false, limit: '16kb' }));

  router.get('/style.css', (_request, response) => {
    response.type('css').send(STYLE);
  });
  router.use(createClockRoutes(world, controls));
  router.get('/', (_request, response) => sendPage(response, 200, homePage(world, switches)));
  router.post('/actions/:action', (request, response) => {
    const kind = act(controls, request.params.action, field(request, 'id'));
    response.redirect(303, kind === undefined ? '/' : `/#${kind}`);
  });
  router.post('/switches', (request, response) => {
    flip(switches, field(request, 'id'));
    response.redirect(303, '/');
  });
  router.use(createInvoiceRoutes(world, controls));
  router.use(createPortalRoutes(world, controls));

  async function show(response: Response, id: string, tried: Tried | null): Promise<void> {
    const session = store.get('checkout.session', id);
    if (!session) return sendPage(response, 404, missingPage());
    if (session.status !== 'open') return sendPage(response, 200, closedPage(session));
    const status = tried === null ? 200 : tried.fault === 'declined' ? 402 : 422;
    return sendPage(response, status, payPage(session, store.get('checkout', id)?.lineItems ?? [], tried));
  }

  router.get('/pay/:id', (request, response) => show(response, request.params.id, null));
  router.post('/pay/:id', (request, response) => {
    const { id } = request.params;
    const email = field(request, 'email').trim();
    const method = METHODS.find((one) => one === field(request, 'method')) ?? 'card';
    const session = store.get('checkout.session', id);
    if (session?.status !== 'open') return show(response, id, null);
    if (!session.customer_details?.email && !isEmail(email))
      return show(response, id, { fault: 'email', email, method });
    const paid = controls.pay(id, { email, method });
    if (paid.status === 'open') return show(response, id, { fault: 'declined', email, method });
    return response.redirect(303, (paid.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', id));
  });

  router.get('/recover/:token', (request, response) => {
    const recovery = store.get('recovery', request.params.token);
    const session =
      recovery && recovery.until > now(world)
        ? store.transaction(() => recoverCheckout(world, recovery.session))
        : null;
    return session?.url ? response.redirect(303, session.url) : sendPage(response, 404, missingPage());
  });

  router.use((_request, response) => sendPage(response, 404, missingPage()));

  const onError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof StripeFault) return response.status(error.status).type('text').send(error.message);
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return response.sendStatus(500);
  };
  router.use(onError);
  return router;
}
