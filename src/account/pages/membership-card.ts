import { offerOf, type WithCatalog } from '../../catalog/catalog.ts';
import { findOwed, type Owed } from '../../ledger/find-owed.ts';
import { listMemberships, type Standing } from '../../members/list-memberships.ts';
import { isShown, ownStatusOf } from '../../members/membership-document.ts';
import type { OwnStatus } from '../../members/rules.ts';
import type { Context } from '../../platform/context.ts';
import type { Minor } from '../../platform/money.ts';
import type { Frequency } from '../../stripe/frequency.ts';
import { listWaitingChanges } from '../changes/list-waiting.ts';
import { type ChangeKind, obstacleTo } from '../changes/rules.ts';
import { chargeAfterPause } from '../rules.ts';

/** What its owner may do about a membership just now. */
export type Offer = ChangeKind | 'payment-method';

/** What comes next of a membership; amounts are of its currency. */
export type Coming =
  | { kind: 'charge'; amount: Minor; at: Date }
  | { kind: 'turns'; frequency: Frequency; amount: Minor; at: Date }
  | { kind: 'ends'; at: Date }
  /** null: until its owner says so */
  | { kind: 'paused'; until: Date | null; amount: Minor; at: Date | null }
  | { kind: 'owed'; owed: Owed | undefined; amount: Minor; endsAt: Date | null }
  | { kind: 'ended'; at: Date };

/** A membership, as its owner's page tells of it. */
export type Card = {
  membership: Standing;
  status: OwnStatus;
  coming: Coming;
  /** what Stripe was asked for and has not confirmed */
  waiting: ChangeKind | undefined;
  offers: readonly Offer[];
};

/** All memberships of somebody that ever began, the newest first; what is owed before all else, what has ended last. */
export async function listCards(
  { database, catalog }: Pick<Context, 'database'> & WithCatalog,
  memberId: string,
): Promise<Card[]> {
  const shown = (await listMemberships(database, memberId)).filter(isShown);
  const ids = shown.map(({ id }) => id);
  const owed = await findOwed(database, ids);
  const waiting = await listWaitingChanges(database, ids);
  const cards = shown.map((membership): Card => {
    const status = ownStatusOf(membership);
    const change = waiting.find(({ membershipId }) => membershipId === membership.id)?.kind;
    const isOffered = offerOf(catalog, membership.currency) !== undefined;
    return {
      membership,
      status,
      coming: comingOf(
        membership,
        owed.findLast(({ membershipId }) => membershipId === membership.id),
      ),
      waiting: change,
      offers: change === undefined ? offersOf(membership, isOffered) : [],
    };
  });
  return cards.toSorted((one, other) => rankOf(one) - rankOf(other));
}

function rankOf({ status }: Card): number {
  if (status === 'past-due') return 0;
  return status === 'ended' ? 2 : 1;
}

export function isLiving({ status }: Pick<Card, 'status'>): boolean {
  return status !== 'ended';
}

function comingOf(membership: Standing, owed: Owed | undefined): Coming {
  const { amount, currentPeriodEnd, endsAt, pausedUntil, next } = membership;
  switch (ownStatusOf(membership)) {
    case 'ended':
      return { kind: 'ended', at: membership.endedAt ?? currentPeriodEnd };
    case 'past-due':
      return { kind: 'owed', owed, amount, endsAt };
    case 'ending':
      return { kind: 'ends', at: endsAt ?? currentPeriodEnd };
    case 'paused': {
      const at = pausedUntil && chargeAfterPause(membership, pausedUntil);
      return { kind: 'paused', until: pausedUntil, amount, at };
    }
    case 'active':
      return next === null ? { kind: 'charge', amount, at: currentPeriodEnd } : { kind: 'turns', ...next };
  }
}

/** In the order in which they are offered. What is owed is put right first; all that nothing stands in the way of. */
const OFFERS: readonly Offer[] = [
  'keep',
  'resume',
  'amount',
  'frequency',
  'pause',
  'payment-method',
  'cancel',
];

/** @param isOffered whether the catalog has amounts in its currency */
function offersOf(membership: Standing, isOffered: boolean): Offer[] {
  const status = ownStatusOf(membership);
  const offers = OFFERS.filter((offer) => {
    if (offer === 'payment-method') return status !== 'ended' && status !== 'ending';
    if (!isOffered && (offer === 'amount' || offer === 'frequency')) return false;
    return obstacleTo(offer, membership) === null;
  });
  return status === 'past-due' ? offers.toSorted((one) => (one === 'payment-method' ? -1 : 0)) : offers;
}
