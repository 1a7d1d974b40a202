import { Problem } from '../../platform/http/problem.ts';
import { type ChangingContext, changeMembership } from '../changes/change-membership.ts';
import { dayOf } from '../notices/rules.ts';
import { type DoubleAnswer, goesOn } from './rules.ts';
import { type Double, keepAnswer, settle, settleOver } from './store.ts';

/**
 * Does what the owner said. The first answer holds: two links that are followed one after the other do not end both. What is
 * not kept ends with what is paid, so that nothing is given back that nobody asked for; it is settled once the books know
 * that it ends, and until then `finishDoubles` goes on asking. Answering what is settled changes nothing.
 */
export async function settleDouble(
  context: ChangingContext,
  double: Double,
  answer: DoubleAnswer,
): Promise<void> {
  const { database, clock } = context;
  const { id, memberId, earlier, later } = double;
  if (!goesOn(earlier) || !goesOn(later)) return settleOver(database, clock.now());
  if (!(await keepAnswer(database, id, answer))) return;
  if (answer === 'keep-both') return settle(database, id, clock.now());
  const membershipId = answer === 'keep-earlier' ? later.id : earlier.id;
  // What was refused is asked for again, once a day.
  const requestKey = `double ${id} ${dayOf(clock.now())}`;
  const order = { memberId, membershipId, change: { kind: 'cancel' }, requestKey } as const;
  await changeMembership(context, order).catch(unlessLater);
  await settleOver(database, clock.now());
}

/** Refused, another change of it under way, or ended by somebody else meanwhile: the answer is kept. */
const LATER = ['change-refused', 'request-in-flight', 'change-not-possible'];

function unlessLater(error: unknown): void {
  if (!(error instanceof Problem) || !LATER.includes(error.slug)) throw error;
}
