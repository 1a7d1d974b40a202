import { makeLives } from '../lives.ts';
import { measure } from '../load.ts';
import { type Stage, WEBHOOK_SECRET } from '../stage.ts';

const EVENTS = 60_000;
const CONNECTIONS = 64;
const MOST_SECONDS = 300;
const WARM_UP_EVENTS = 6_000;

export type Burst = {
  events: number;
  seconds: number;
  /** MB resident: warmed up, the most while it lasted, and afterwards */
  memory: { before: number; most: number; after: number };
};

/** A minute in which as many events come as in a year otherwise: how long they take, and what stays in memory. */
export async function benchBurst(stage: Stage): Promise<Burst> {
  const livesFile = stage.writeFile('lives.json', JSON.stringify(await makeLives()));
  const server = await stage.startGroundswell();
  const run = (firstClone: number, supply: number) =>
    measure(stage, server, {
      connections: CONNECTIONS,
      seconds: MOST_SECONDS,
      status: 200,
      load: {
        kind: 'events',
        livesFile,
        secret: WEBHOOK_SECRET,
        path: '/webhooks/stripe',
        firstClone,
        supply,
        duplicates: 0.1,
      },
    });
  try {
    await run(0, WARM_UP_EVENTS);
    const before = server.memory();
    const { answers, perSecond, memory: most } = await run(WARM_UP_EVENTS, EVENTS);
    return {
      events: answers,
      seconds: answers / perSecond,
      memory: { before, most, after: server.memory() },
    };
  } finally {
    await server.stop();
  }
}
