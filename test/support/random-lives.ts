import fc from 'fast-check';
import { SECOND } from '../../src/platform/time.ts';
import { ENDINGS, type Life, STARTS, STEPS } from './lives.ts';

/** Three people who give now and then, often within the same second; the case of an address says nothing. */
const address = fc.constantFrom('one@example.org', 'One@Example.org', 'two@example.org', 'three@example.org');
const pause = fc.constantFrom(0, 400, 5 * SECOND);
const steps = fc.array(fc.constantFrom(...STEPS), { maxLength: 4 });

export const randomLife: fc.Arbitrary<Life> = fc.oneof(
  fc.record({ kind: fc.constant('once'), address, pause, ending: fc.constantFrom(...ENDINGS) }),
  fc.record({
    kind: fc.constant('recurring'),
    address,
    pause,
    frequency: fc.constantFrom('monthly', 'annual'),
    start: fc.constantFrom(...STARTS),
    steps,
  }),
  fc.record({ kind: fc.constant('outside-payment'), address, pause, hasCustomer: fc.boolean() }),
  fc.record({ kind: fc.constant('outside-subscription'), address, pause, steps }),
);
