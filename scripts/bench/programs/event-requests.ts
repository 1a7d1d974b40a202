import { createHmac } from 'node:crypto';
import type { EventLoad, Life } from '../plan.ts';
import { seededRandom } from './random.ts';
import { post, type Sendable } from './sendable.ts';

/** So many lives are told at the same time, each in its own order. */
const LIVES_AT_ONCE = 48;
/** A duplicate comes at most so many deliveries after its first. */
const MEMORY = 256;

type Told = { body: string; books: boolean };

/** Signs everything beforehand: that is Stripe's work and not measured. */
export function eventRequests(lives: Life[], load: EventLoad): Sendable[] {
  const random = seededRandom(load.firstClone);
  const seconds = Math.floor(Date.now() / 1_000);
  const recent: Told[] = [];
  const requests: Sendable[] = [];
  const stream = tell(lives, load.firstClone, random);
  while (requests.length < load.supply) {
    const repeated = random() < load.duplicates ? recent[Math.floor(random() * recent.length)] : undefined;
    const told = repeated ?? stream.next().value;
    if (repeated === undefined) recent[requests.length % MEMORY] = told;
    const digest = createHmac('sha256', load.secret).update(`${seconds}.${told.body}`).digest('hex');
    const headers = {
      'Content-Type': 'application/json; charset=utf-8',
      'Stripe-Signature': `t=${seconds},v1=${digest}`,
      'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    };
    requests.push({
      bytes: post(load.path, headers, told.body),
      isFirst: repeated === undefined,
      books: repeated === undefined && told.books,
    });
  }
  return requests;
}

/** Clones without end: each life is told again and again with ids of its own. */
function* tell(lives: Life[], firstClone: number, random: () => number): Generator<Told, never> {
  let clone = firstClone;
  const begin = () => {
    const number = clone.toString(16).padStart(7, '0');
    const events = lives[clone % lives.length]?.events ?? [];
    clone += 1;
    return events.map(({ parts, books }) => ({ body: parts.join(number), books })).reverse();
  };
  const open = Array.from({ length: LIVES_AT_ONCE }, begin);
  for (;;) {
    const place = Math.floor(random() * open.length);
    const told = open[place]?.pop();
    if (told === undefined) open[place] = begin();
    else yield told;
  }
}
