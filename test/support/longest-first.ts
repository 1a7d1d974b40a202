import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take long begin first, so that none is left to run alone at the end; those that mostly wait between those
 * that mostly work, so that they share the processors well. What is not named comes afterwards, the largest file first.
 */
const LONGEST = [
  'browser/pages',
  'sandbox/postgres',
  'webhooks/backfill',
  'start/keyless',
  'browser/remind-pages',
  'webhooks/stripe-faults',
  'faults/kill',
  'webhooks/rebuild',
  'mail/faults',
  'browser/form',
  'operations/repair',
  'operations/jobs',
  'webhooks/any-order',
  'reminders/by-mail',
  'browser/payment',
  'mail/kill',
  'browser/remind-by-mail',
  'browser/embed',
  'newsletter/asking',
  'sandbox/stripe/pages.browser',
  'webhooks/at-once',
  'browser/remind',
  'newsletter/pages',
  'browser/gift',
  'newsletter/export',
  'browser/embed-access',
  'operations/programs',
  'safety/no-plain-address',
].map((name) => `test/${name}.test.ts`);

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rest = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.indexOf(relative(this.ctx.config.root, moduleId));
      return place === -1 ? LONGEST.length : place;
    };
    return rest.toSorted((one, other) => rank(one) - rank(other));
  }
}
