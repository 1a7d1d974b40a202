import { findMembers } from '../../../src/members/resolve-members.ts';
import { createDatabase } from '../../../src/platform/database.ts';
import { createIds } from '../../../src/platform/ids.ts';
import { parseKeyring } from '../../../src/platform/keys.ts';
import { createLog } from '../../../src/platform/log.ts';
import { stopwatch, systemClock } from '../../../src/platform/time.ts';
import { startMailCatcher } from '../../../src/sandbox/mail/start-mail-catcher.ts';
import { judge, type Sample } from '../classifier.ts';
import { median } from '../compare.ts';
import { openConnection } from '../programs/connection.ts';
import { seededRandom } from '../programs/random.ts';
import { post } from '../programs/sendable.ts';
import { ENCRYPTION_KEYS, type Stage } from '../stage.ts';

const WARM_UP = 1_000;
const AT_A_TIME = 500;
const SEED = 5;

export type SignInTiming = {
  /** of each class */
  samples: number;
  /** how often a stranger who goes by the time alone is right about addresses they did not learn from */
  accuracy: number;
  /** milliseconds */
  known: number;
  unknown: number;
};

/**
 * Asks for links with the addresses of members and with others', in an order that chance has made, while the worker sends
 * the mails; and lets a classifier guess from the times which were which.
 */
export async function benchSignIn(stage: Stage, samples: number): Promise<SignInTiming> {
  await makeMembers(stage, samples);
  const mail = await startMailCatcher({ clock: systemClock });
  const server = await stage.startGroundswell({
    ROLE: 'all',
    SMTP_URL: mail.smtpUrl,
    // Nobody is there: its jobs are to be as on any other day, but for Stripe.
    STRIPE_API_URL: 'http://127.0.0.1:9',
    ADDRESSES_PER_MINUTE: '100000000',
  });
  try {
    const connection = await openConnection(server.port);
    const ask = async (number: number, address: string): Promise<number> => {
      const request = post('/v1/sign-in-links', headersOf(number), JSON.stringify({ email: address }));
      const elapsed = stopwatch();
      const status = await connection.ask(request);
      const time = elapsed();
      if (status !== 202) throw new Error(`void: answered ${status}`);
      return time;
    };
    for (let number = 0; number < WARM_UP; number += 1) await ask(number, `warm${number}@news.example`);
    const measured: Sample[] = [];
    for (const [index, { isKnown, address }] of inAnyOrder(samples).entries())
      measured.push({ isKnown, time: await ask(WARM_UP + index, address) });
    connection.close();
    return {
      samples,
      accuracy: judge(measured),
      known: medianOf(measured, true),
      unknown: medianOf(measured, false),
    };
  } finally {
    await server.stop();
    await mail.stop();
  }
}

/** All addresses are equally long. */
function inAnyOrder(samples: number): { isKnown: boolean; address: string }[] {
  const random = seededRandom(SEED);
  return Array.from({ length: 2 * samples }, (_, index) => ({
    order: random(),
    isKnown: index < samples,
    address: index < samples ? memberAddress(index) : `other${pad(index - samples)}@news.example`,
  })).sort((one, other) => one.order - other.order);
}

function memberAddress(index: number): string {
  return `giver${pad(index)}@news.example`;
}

function pad(index: number): string {
  return String(index).padStart(6, '0');
}

/** Each from a reader of their own: no limit is in the way. */
function headersOf(number: number): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'X-Forwarded-For': `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
  };
}

async function makeMembers(stage: Stage, count: number): Promise<void> {
  const keyring = parseKeyring(ENCRYPTION_KEYS);
  if (keyring === null) throw new Error('not a keyring');
  const { database, close } = createDatabase(stage.databaseUrl, {
    connections: 1,
    log: createLog('silent'),
  });
  const context = { clock: systemClock, ids: createIds(systemClock), keyring };
  for (let from = 0; from < count; from += AT_A_TIME) {
    const persons = Array.from({ length: Math.min(AT_A_TIME, count - from) }, (_, index) => ({
      customer: `cus_bench${from + index}`,
      address: memberAddress(from + index),
    }));
    await database.transaction(async (transaction) => {
      const { keep } = await findMembers(context, transaction, persons);
      await keep();
    });
  }
  await close();
}

function medianOf(samples: Sample[], isKnown: boolean): number {
  return median(samples.filter((one) => one.isKnown === isKnown).map(({ time }) => time));
}
