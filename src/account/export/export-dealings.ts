import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { instantOrNull } from './instant.ts';
import type { PersonExport } from './schema.ts';
import { findDealings } from './store.ts';

type Part = Pick<PersonExport, 'mailsAboutYourSupport' | 'changes' | 'doubleMemberships'>;

const Details = z.unknown();

export async function exportDealings(database: Database, memberIds: string[]): Promise<Part> {
  const { notices, changes, doubles } = await findDealings(database, memberIds);
  return {
    mailsAboutYourSupport: notices.map(({ kind, about, occasion, createdAt }) => ({
      kind,
      about,
      occasion,
      at: createdAt.toISOString(),
    })),
    changes: changes.map(({ kind, membershipId, state, requestedAt, settledAt, details }) => ({
      kind,
      membership: membershipId,
      state,
      requestedAt: requestedAt.toISOString(),
      settledAt: instantOrNull(settledAt),
      details: details === null ? null : Details.parse(JSON.parse(details)),
    })),
    doubleMemberships: doubles.map(({ earlierId, laterId, foundAt, answer, settledAt }) => ({
      earlier: earlierId,
      later: laterId,
      foundAt: foundAt.toISOString(),
      answer,
      settledAt: instantOrNull(settledAt),
    })),
  };
}
