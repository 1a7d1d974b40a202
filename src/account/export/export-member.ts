import type { findContributions } from '../../contributions/find-contributions.ts';
import { findHeld } from '../../members/find-held.ts';
import type { Standing } from '../../members/list-memberships.ts';
import type { Database } from '../../platform/database.ts';
import { money, toJson } from '../../platform/money.ts';
import type { Person } from '../erasure/find-person.ts';
import { instantOrNull } from './instant.ts';
import type { PersonExport } from './schema.ts';

type Part = Pick<
  PersonExport,
  'member' | 'emailAddresses' | 'paymentProvider' | 'memberships' | 'contributions' | 'signedIn'
>;
type Contribution = Awaited<ReturnType<typeof findContributions>>[number];

export async function exportMember(
  database: Database,
  { whole }: Person,
  giving: { memberships: Standing[]; contributions: Contribution[] },
): Promise<Part> {
  const { members, paymentMethods, sessions } = await findHeld(database, whole);
  const [id = '', ...earlierIds] = whole.memberIds;
  return {
    member: { id, since: instantOrNull(members[0]?.createdAt ?? null), earlierIds },
    emailAddresses: whole.addresses,
    paymentProvider: { customerIds: whole.customers, paymentMethods },
    memberships: giving.memberships.map(membership),
    contributions: giving.contributions.map(contribution),
    signedIn: sessions.map(({ createdAt, usedAt }) => ({
      since: createdAt.toISOString(),
      lastUsedAt: usedAt.toISOString(),
    })),
  };
}

function membership(standing: Standing): PersonExport['memberships'][number] {
  const { id, status, frequency, amount, currency, endReason, endFeedback, next } = standing;
  return {
    id,
    status,
    frequency,
    money: toJson(money(amount, currency)),
    startedAt: standing.startedAt.toISOString(),
    paidUntil: standing.currentPeriodEnd.toISOString(),
    pausedUntil: instantOrNull(standing.pausedUntil),
    endsAt: instantOrNull(standing.endsAt),
    endedAt: instantOrNull(standing.endedAt),
    endReason,
    endFeedback,
    next: next && {
      frequency: next.frequency,
      money: toJson(money(next.amount, currency)),
      at: next.at.toISOString(),
    },
  };
}

function contribution(one: Contribution): PersonExport['contributions'][number] {
  const { id, frequency, amount, costs, currency, campaign, source, locale } = one;
  return {
    id,
    createdAt: one.createdAt.toISOString(),
    frequency,
    money: toJson(money(amount, currency)),
    costsAdded: Number(costs),
    campaign,
    source,
    language: locale,
    wantsThanks: one.wantsThanks,
    alongsideAnother: one.isAlongside,
  };
}
