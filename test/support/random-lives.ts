import fc from 'fast-check';
import { SECOND } from '../../src/platform/time.ts';
import { HAPPENING_NAMES, type Happening } from './happenings.ts';
import { ENDINGS, type Life, STARTS, STEPS } from './lives.ts';

/** Three people who give now and then, often within the same second; the case of an address says nothing. */
const address = fc.constantFrom('one@example.org', 'One@Example.org', 'two@example.org', 'three@example.org');
const pause = fc.constantFrom(0, 400, 5 * SECOND);
const steps = fc.array(fc.constantFrom(...STEPS), { maxLength: 4 });
/** What befalls a payment, as it mostly does, and in any other sequence. */
const STORIES: Happening[][] = [
  [],
  ['refund-part', 'refund-part', 'refund-rest'],
  ['refund-slowly', 'refund-fails'],
  ['refund-rest', 'payout', 'refund-fails'],
  ['inquiry', 'inquiry-closed'],
  ['fraud-warning', 'inquiry', 'dispute-escalates', 'dispute-lost'],
  ['refund-part', 'dispute', 'dispute-answered', 'dispute-won'],
  ['dispute-part', 'payout', 'dispute-won-in-part'],
  ['fraud-warning', 'refund-rest'],
  ['payout', 'payout-arrives', 'payout-fails', 'payout'],
  ['card-replaced', 'card-taken-away', 'customer-deleted'],
  ['balances-late'],
  ['balances-come', 'payout'],
];
const afterwards = fc.oneof(
  fc.constantFrom(...STORIES),
  fc.array(fc.constantFrom(...HAPPENING_NAMES), { maxLength: 5 }),
);
export const randomLife: fc.Arbitrary<Life> = fc.oneof(
  fc.record({ kind: fc.constant('once'), address, pause, afterwards, ending: fc.constantFrom(...ENDINGS) }),
  fc.record({
    kind: fc.constant('recurring'),
    address,
    pause,
    frequency: fc.constantFrom('monthly', 'annual'),
    start: fc.constantFrom(...STARTS),
    steps,
    afterwards,
  }),
  fc.record({ kind: fc.constant('outside-payment'), address, pause, afterwards, hasCustomer: fc.boolean() }),
  fc.record({ kind: fc.constant('outside-subscription'), address, pause, afterwards, steps }),
);
