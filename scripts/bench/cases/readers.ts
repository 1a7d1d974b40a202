import { writeAskCookie } from '../../../src/ask/cookie.ts';
import { parseKeyring } from '../../../src/platform/keys.ts';
import { DAY, plus } from '../../../src/platform/time.ts';
import { randomToken } from '../../../src/platform/tokens.ts';
import { type Comparison, compare } from '../compare.ts';
import type { Effort } from '../effort.ts';
import { measure } from '../load.ts';
import { type Server, startServer } from '../server.ts';
import { ENCRYPTION_KEYS, floorFile, type Stage } from '../stage.ts';

const CONNECTIONS = 16;
const WARM_UP_SECONDS = 2;

type Path = {
  name: string;
  path: string;
  headers: Record<string, string>;
  status: number;
  bars: Comparison['bars'];
};

export const READER_PATHS = ['ask', 'options', 'appeal'] as const;
export type ReaderPath = (typeof READER_PATHS)[number];

/** Each beside Express 5, as it comes, answering the very same body from memory. */
export async function benchReaders(
  stage: Stage,
  effort: Effort,
  wanted: ReaderPath[],
): Promise<Comparison[]> {
  const groundswell = await stage.startGroundswell();
  const floor = await startConstantFloor(stage, groundswell);
  try {
    const comparisons: Comparison[] = [];
    for (const one of await pathsOf(groundswell, wanted)) {
      const run = (server: Server, path: Path, seconds: number) =>
        measure(stage, server, {
          connections: CONNECTIONS,
          seconds,
          status: path.status,
          load: { kind: 'repeat', requests: [toRequest(path)] },
        });
      // The floor always answers in full: without the condition, Express would answer 304 as well.
      const plain = { ...one, headers: {}, status: 200 };
      await run(floor, plain, WARM_UP_SECONDS);
      await run(groundswell, one, WARM_UP_SECONDS);
      const contest = {
        name: one.name,
        floorIs: 'Express 5 as it comes, answering the same body from memory',
        bars: one.bars,
        runFloor: () => run(floor, plain, effort.seconds),
        runGroundswell: () => run(groundswell, one, effort.seconds),
      };
      comparisons.push(await compare(contest, effort.rounds));
    }
    return comparisons;
  } finally {
    await floor.stop();
    await groundswell.stop();
  }
}

async function startConstantFloor(stage: Stage, groundswell: Server): Promise<Server> {
  const read = (path: string) => fetch(`http://127.0.0.1:${groundswell.port}${path}`, { headers: cookie() });
  const constants = {
    json: {
      '/v1/ask': await (await read('/v1/ask')).json(),
      '/v1/contribution-options': await (await read('/v1/contribution-options')).json(),
    },
    text: { '/': await (await read('/')).text() },
  };
  return startServer(floorFile(stage, 'constant-floor'), {
    CONSTANTS_FILE: stage.writeFile('constants.json', JSON.stringify(constants)),
  });
}

async function pathsOf(groundswell: Server, wanted: ReaderPath[]): Promise<Path[]> {
  const options = await fetch(`http://127.0.0.1:${groundswell.port}/v1/contribution-options`);
  const site = { Origin: 'https://news.example' };
  const ask = { name: 'GET /v1/ask', path: '/v1/ask', status: 200 };
  const offer = { name: 'GET /v1/contribution-options', path: '/v1/contribution-options', headers: site };
  const paths: Record<ReaderPath, Path[]> = {
    ask: [{ ...ask, headers: { ...site, ...cookie() }, bars: { rate: 0.8, p99: 1.5 } }],
    options: [
      { ...offer, status: 200, bars: { rate: 0.9 } },
      {
        ...offer,
        name: `${offer.name}, 304`,
        headers: { ...site, 'If-None-Match': options.headers.get('etag') ?? '' },
        status: 304,
        bars: { rate: 0.9 },
      },
    ],
    appeal: [{ name: 'GET /, the appeal', path: '/', headers: {}, status: 200, bars: { rate: 0.6 } }],
  };
  return wanted.flatMap((name) => paths[name]);
}

function cookie(): Record<string, string> {
  const keyring = parseKeyring(ENCRYPTION_KEYS);
  if (keyring === null) throw new Error('no keyring');
  const { name, value } = writeAskCookie(
    { keyring, settings: { ASK_COOKIE_VERSION: 1 } },
    { until: plus(new Date(), 20 * DAY), token: randomToken() },
  );
  return { Cookie: `${name}=${value}` };
}

function toRequest({ path, headers }: Path): string {
  const lines = Object.entries({ Host: '127.0.0.1', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
