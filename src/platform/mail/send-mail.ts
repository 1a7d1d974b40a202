import type { Context } from '../context.ts';
import { record } from './record.ts';
import type { Sending } from './sending.ts';
import { takeUp } from './take-up.ts';

/**
 * Sends a claimed mail. That it is handed over is written down before, and what became of it after; between the two no
 * transaction is open. So whatever fails or falls over where, it is sent twice at the most, with the same Message-ID.
 * @returns whether the mail server is there, so that it is worth going on with others
 * @throws Error when the database cannot be had before anything was handed over
 */
export async function sendMail<In extends Context>(sending: Sending<In>): Promise<boolean> {
  const { context, mailer, claim } = sending;
  const outgoing = await takeUp(sending);
  if (outgoing === null) return true;
  const outcome = await mailer.send(outgoing, sending.hurry);
  if (outcome.kind !== 'accepted')
    context.log.warn(MESSAGES[outcome.kind], { kind: claim.kind, code: outcome.code });
  await record(sending, outcome);
  return outcome.kind !== 'away';
}

const MESSAGES = {
  refused: 'mail refused for good',
  later: 'mail refused for now',
  away: 'mail server cannot be used',
  unknown: 'mail handed over without an answer',
} as const;
