import express from 'express';
import type { Controls } from '../controls.ts';
import { StripeFault } from '../errors.ts';
import type { World } from '../world.ts';

function numberOf(body: Record<string, unknown>, name: string): number | undefined {
  return body[name] === undefined ? undefined : Number(body[name]);
}

/**
 * `/sandbox/clock`, for scripts: GET says what time it is at Stripe, POST moves it on by `days`, `months` or to `to`
 * (ISO 8601), as a form or as JSON.
 */
export function createClockRoutes(world: World, controls: Controls): express.Router {
  const router = express.Router();
  router.use(express.json({ limit: '16kb' }));

  router.get('/sandbox/clock', (_request, response) => {
    response.json({ now: world.clock.now().toISOString() });
  });

  router.post('/sandbox/clock', (request, response) => {
    const body: Record<string, unknown> = { ...request.body };
    const [days, months] = [numberOf(body, 'days'), numberOf(body, 'months')];
    try {
      const now = controls.advance({
        ...(days === undefined ? {} : { days }),
        ...(months === undefined ? {} : { months }),
        ...(body.to === undefined ? {} : { to: new Date(String(body.to)) }),
      });
      response.json({ now: now.toISOString() });
    } catch (error) {
      if (!(error instanceof StripeFault)) throw error;
      response.status(error.status).json(error.envelope);
    }
  });
  return router;
}
