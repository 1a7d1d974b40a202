import { offerOf, type WithCatalog } from '../../catalog/catalog.ts';
import { listMemberships, type Standing } from '../../members/list-memberships.ts';
import { isShown } from '../../members/membership-document.ts';
import type { Context } from '../../platform/context.ts';
import { Problem, refuseField } from '../../platform/http/problem.ts';
import { keyedHash } from '../../platform/keys.ts';
import type { WithStripe } from '../../stripe/client.ts';
import type { WithHeed } from '../../stripe/heed.ts';
import { attemptChange, detailsOf, repeatAttempt } from './attempt-change.ts';
import type { Changed, ChangeOrder } from './change.ts';
import { changeText, toDetails } from './details.ts';
import { amountFaultOf, changesNothing, isUnderWay, obstacleTo } from './rules.ts';
import { type ChangeRow, findChangeByKey, insertChange } from './store.ts';

export type ChangingContext = Context & WithStripe & WithHeed & WithCatalog;

/**
 * Changes a membership as its owner wants it. The change is committed before Stripe is asked, so that whatever Stripe does
 * and however we die, it is made once: by us, by a repeat under the same key, or by the job that asks again.
 * @returns `waiting` where Stripe has not answered
 * @throws Problem not-found, invalid-request, change-not-possible (with what stands in its way), change-refused (by Stripe),
 *   request-in-flight (this one, or another change of the same membership), idempotency-key-reused
 */
export async function changeMembership(context: ChangingContext, order: ChangeOrder): Promise<Changed> {
  const key = requestKeyOf(context, order);
  const known = key && (await findChangeByKey(context.database, key.requestKey));
  if (known) return repeatChange(context, known, key);
  refuseUnlessPossible(context, order, await findOwnMembership(context, order));
  const now = context.clock.now();
  const row: ChangeRow = {
    id: context.ids.timeOrdered(),
    memberId: order.memberId,
    membershipId: order.membershipId,
    kind: order.change.kind,
    details: changeText(toDetails(order.change)),
    requestKey: key?.requestKey ?? null,
    requestHash: key?.requestHash ?? null,
    state: 'waiting',
    attempt: 1,
    attemptedAt: now,
    requestedAt: now,
    settledAt: null,
  };
  if (await insertChange(context.database, row)) return attemptChange(context, row, order.change);
  const faster = key && (await findChangeByKey(context.database, key.requestKey));
  if (faster) return repeatChange(context, faster, key);
  throw underWay();
}

/** @throws Problem not-found for what is another member's, or nobody's yet */
export async function findOwnMembership(
  { database }: Pick<Context, 'database'>,
  { memberId, membershipId }: Pick<ChangeOrder, 'memberId' | 'membershipId'>,
): Promise<Standing> {
  const memberships = await listMemberships(database, memberId);
  const own = memberships.find((membership) => membership.id === membershipId && isShown(membership));
  if (own === undefined) throw new Problem('not-found');
  return own;
}

type RequestKey = Pick<ChangeRow, 'requestHash'> & { requestKey: Buffer };

/** Another member's key is another key. */
function requestKeyOf(
  { keyring }: Context,
  { requestKey, memberId, ...request }: ChangeOrder,
): RequestKey | null {
  if (requestKey === null) return null;
  const hash = (text: string) => keyedHash(keyring.current, 'hash-request', text);
  return { requestKey: hash(`${memberId} ${requestKey}`), requestHash: hash(changeText(request)) };
}

/** The same request came again: its first answer, or another attempt where there was none. */
async function repeatChange(
  context: ChangingContext,
  known: ChangeRow,
  { requestHash }: RequestKey,
): Promise<Changed> {
  if (requestHash === null || !known.requestHash?.equals(requestHash))
    throw new Problem('idempotency-key-reused');
  if (known.state === 'refused') throw new Problem('change-refused');
  if (known.state === 'done') return { state: 'done' };
  const { outcome } = detailsOf(known);
  if (isUnderWay(context.clock.now(), { ...known, outcome })) throw underWay();
  const changed = await repeatAttempt(context, known);
  if (changed === null) throw underWay();
  return changed;
}

function refuseUnlessPossible({ catalog }: WithCatalog, { change }: ChangeOrder, membership: Standing): void {
  const obstacle = obstacleTo(change.kind, membership);
  if (obstacle !== null) {
    throw new Problem('change-not-possible', { errors: [{ pointer: '', code: obstacle }] });
  }
  const { currency } = membership;
  const fault = amountFaultOf(change, currency, offerOf(catalog, currency));
  if (fault !== null) throw refuseField('/amount', fault);
  if (changesNothing(change, membership)) throw refuseField('', 'nothing-changes');
}

function underWay(): Problem {
  return new Problem('request-in-flight', { headers: { 'Retry-After': '2' } });
}
