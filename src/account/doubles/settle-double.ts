import { type ChangingContext, changeMembership } from '../changes/change-membership.ts';
import { type DoubleAnswer, goesOn } from './rules.ts';
import { type Double, keepAnswer, settle, settleOver } from './store.ts';

/**
 * Does what the owner said. The first answer holds: two links that are followed one after the other do not end both. What is
 * not kept ends with what is paid, so that nothing is given back that nobody asked for; it is settled once the books know
 * that it ends. Answering what is settled changes nothing.
 * @throws Problem as `changeMembership`; to answer the same again goes on from there
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
  const order = { memberId, membershipId, change: { kind: 'cancel' }, requestKey: `double ${id}` } as const;
  await changeMembership(context, order);
  await settleOver(database, clock.now());
}
