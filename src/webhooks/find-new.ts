import { findCompletedSessions } from '../contributions/find-completed.ts';
import { findKnownMoney } from '../ledger/find-known.ts';
import { findKnownMemberships } from '../members/find-known.ts';
import type { Database } from '../platform/database.ts';
import type { Reading } from '../stripe/readings.ts';
import type { Observation } from './observe.ts';

/** Where it shows whether something is known. */
const PLACES = {
  session: findCompletedSessions,
  membership: findKnownMemberships,
  payment: money('payment'),
  intent: money('intent'),
  claim: money('claim'),
  charge: money('charge'),
  refund: money('refund'),
  dispute: money('dispute'),
  'fraud-warning': money('fraud-warning'),
  invoice: money('invoice'),
  payout: money('payout'),
  'balance-transaction': money('balance-transaction'),
};
type Place = { table: keyof typeof PLACES; id: string };

/** Which of these objects, as they were read, tell of something that is not in the books. What cannot be read counts. */
export async function findNew(database: Database, observations: Observation[]): Promise<Set<Observation>> {
  const fresh = new Set<Observation>();
  const byTable = new Map<Place['table'], { id: string; observation: Observation }[]>();
  for (const observation of observations) {
    const { content } = observation;
    const place = content.kind === 'read' ? placeOf(content.reading) : undefined;
    if (place === undefined) fresh.add(observation);
    if (!place) continue;
    byTable.set(place.table, [...(byTable.get(place.table) ?? []), { id: place.id, observation }]);
  }
  for (const [table, looked] of byTable) {
    const known = await PLACES[table](
      database,
      looked.map(({ id }) => id),
    );
    for (const { id, observation } of looked) if (!known.has(id)) fresh.add(observation);
  }
  return fresh;
}

/** null: it tells of nothing that is booked. */
function placeOf(reading: Reading): Place | null {
  switch (reading.kind) {
    case 'session':
      if (reading.contribution !== null) return { table: 'session', id: reading.id };
      return reading.frequency === 'once' && reading.paymentIntent !== null
        ? { table: 'payment', id: reading.paymentIntent }
        : null;
    case 'intent':
      return reading.status === 'open' ? null : { table: 'intent', id: reading.id };
    case 'invoice':
      if (reading.status !== 'paid') return { table: 'invoice', id: reading.id };
      return reading.amountPaid > 0 ? { table: 'payment', id: reading.id } : null;
    case 'invoice-payment': {
      const id = reading.paymentIntent ?? reading.charge;
      return id === null ? null : { table: 'claim', id };
    }
    case 'membership':
    case 'charge':
    case 'refund':
    case 'dispute':
    case 'fraud-warning':
    case 'payout':
    case 'balance-transaction':
      return { table: reading.kind, id: reading.id };
    default:
      return null;
  }
}

function money(kind: Parameters<typeof findKnownMoney>[1]) {
  return (database: Database, ids: string[]) => findKnownMoney(database, kind, ids);
}
