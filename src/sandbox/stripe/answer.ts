import { internalFault, StripeFault } from './errors.ts';
import { expandAll } from './expand.ts';
import { fingerprint, remember, replayOf } from './idempotency.ts';
import type { Route } from './route.ts';
import type { Answer, Json } from './wire.ts';
import type { World } from './world.ts';

export type Asked = {
  route: Route;
  /** Method and path as they came, for comparing the uses of an idempotency key. */
  name: string;
  raw: Json;
  id: string;
  requestId: string;
  idempotencyKey: string | null;
  /** Do the work and keep it, yet answer 500. */
  spoiled: boolean;
};

export function faultAnswer(fault: StripeFault): Answer {
  return { status: fault.status, body: JSON.stringify(fault.envelope), headers: {} };
}

function paths(raw: Json): string[] {
  return Array.isArray(raw.expand) ? raw.expand.map(String) : [];
}

/** Does what was asked and says what to answer: everything between reading the request and sending the reply. */
export function answerTo(world: World, asked: Asked): Answer {
  const { raw, idempotencyKey: key } = asked;
  const replay = key === null ? null : replayOf(world, key, asked.name, raw);
  if (replay) return replay;
  const work = asked.route.prepare(structuredClone(raw), asked.id);
  const keep = (answer: Answer): Answer => {
    if (key !== null) {
      const { status, body } = answer;
      const { name: route, requestId: request } = asked;
      remember(world, { id: key, route, parameters: fingerprint(raw), request, status, body });
    }
    return answer;
  };
  world.cause = { id: asked.requestId, idempotency_key: key };
  try {
    return world.store.transaction(() => {
      const result = work(world);
      if (result instanceof StripeFault) return keep(faultAnswer(result));
      if (asked.spoiled) return keep(faultAnswer(internalFault()));
      const body = JSON.stringify(expandAll(world, result, paths(raw)));
      return keep({ status: 200, body, headers: {} });
    });
  } catch (error) {
    if (error instanceof StripeFault) return keep(faultAnswer(error));
    throw error;
  } finally {
    world.cause = null;
  }
}
