import express from 'express';
import { PORTAL_CARDS } from '../actions/replace-method.ts';
import type { Controls } from '../controls.ts';
import { StripeFault } from '../errors.ts';
import type { World } from '../world.ts';
import { field, sendPage } from './answers.ts';
import { missingPage } from './pay-page.ts';
import { portalDonePage, portalPage } from './portal-page.ts';

/** Stripe's portal, as far as one changes there what one pays with. */
export function createPortalRoutes({ store }: World, controls: Controls): express.Router {
  const router = express.Router();

  router.get('/portal/:id', (request, response) => {
    const session = store.get('billing_portal.session', request.params.id);
    return session
      ? sendPage(response, 200, portalPage(session, null))
      : sendPage(response, 404, missingPage());
  });

  router.get('/portal/:id/saved', (request, response) => {
    const session = store.get('billing_portal.session', request.params.id);
    return session
      ? sendPage(response, 200, portalDonePage(session))
      : sendPage(response, 404, missingPage());
  });

  router.post('/portal/:id', (request, response) => {
    const session = store.get('billing_portal.session', request.params.id);
    if (!session) return sendPage(response, 404, missingPage());
    const card = PORTAL_CARDS.find((one) => one === field(request, 'card')) ?? 'card';
    try {
      controls.chooseMethod(session.customer, card);
    } catch (error) {
      if (!(error instanceof StripeFault) || error.envelope.error.code !== 'card_declined') throw error;
      return sendPage(response, 402, portalPage(session, card));
    }
    const { type, redirect } = session.flow?.after_completion ?? {};
    const target = type === 'redirect' ? redirect?.return_url : null;
    return response.redirect(303, target ?? `/portal/${session.id}/saved`);
  });
  return router;
}
