import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take long begin first, so that none is left to run alone at the end; those that mostly wait between those
 * that mostly work, so that they share the processors well. What is not named comes afterwards, the largest file first.
 */
const LONGEST = [
  'browser/pages',
  'faults/members-kill',
  'browser/remind-pages',
  'faults/reminders-kill',
  'webhooks/backfill',
  'faults/kill',
  'browser/account',
  'sandbox/postgres',
  'start/keyless',
  'browser/form',
  'ledger/reconcile',
  'faults/members-stripe-fails',
  'browser/payment',
  'ledger/books-equal-stripe',
  'webhooks/any-order',
  'safety/reminder-leaves-nothing',
  'webhooks/rebuild',
  'webhooks/other-versions',
  'webhooks/stripe-faults',
  'reminders/by-mail',
  'account/changes-faults',
  'mail/faults',
  'account/notices',
  'browser/remind-by-mail',
  'webhooks/at-once',
  'browser/embed',
  'account/tombstones',
  'account/erase',
  'reports/journal',
  'reports/revenue',
  'sandbox/stripe/pages.browser',
  'operations/repair',
  'operations/jobs',
  'safety/no-plain-address',
  'browser/remind',
  'operations/programs',
  'reminders/api',
  'account/changes',
  'browser/embed-access',
  'browser/sign-in',
  'browser/gift',
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
