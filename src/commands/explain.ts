import type { Command } from 'commander';
import { explainPayment, type PaymentStory } from '../ledger/explain-payment.ts';
import { type Money, toDecimal } from '../platform/money.ts';
import { json, say, withContext } from './tools.ts';

export function addExplain(program: Command): void {
  program
    .command('explain <id>')
    .description(
      'what is known of one payment, by payment intent, invoice, charge, refund or dispute; no person',
    )
    .addOption(json())
    .action((id: string, options: { json?: boolean }) =>
      withContext(async ({ database }) => {
        const story = await explainPayment(database, id);
        if (story === null) {
          say(options.json, null, `Nothing is known of ${id}.`);
          process.exitCode = 1;
        } else if (options.json) say(true, forScripts(story), '');
        else say(false, null, linesOf(story).join('\n'));
      }),
    );
}

/** Amounts as whole numbers of minor units, which JSON has and bigints are not. */
function forScripts(story: PaymentStory): unknown {
  return JSON.parse(
    JSON.stringify(story, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
  );
}

function linesOf(story: PaymentStory): string[] {
  const { paid, paidAt, frequency, membership, attempts, charges, refunds, disputes, payouts } = story;
  return [
    `${story.id}: ${story.life}${story.fraudWarning ? ', with a fraud warning' : ''}`,
    ...(paid && paidAt
      ? [`  paid ${inWords(paid)} at ${paidAt.toISOString()}, ${frequency ?? 'irregular'}`]
      : []),
    ...(membership ? [`  of membership ${membership}`] : []),
    ...(story.outsideStripe ? ['  outside Stripe: no charge, no fee, no payout'] : []),
    ...attempts.map(({ id, status, declineCode }) => `  attempt ${id}: ${status}${reasonOf(declineCode)}`),
    ...charges.map(
      ({ id, status, amount, failureCode, moved, payout }) =>
        `  charge ${id}: ${status}${reasonOf(failureCode)}, ${inWords(amount)}, ${feeOf(status, moved)}${payout ? `, in payout ${payout}` : ''}`,
    ),
    ...refunds.map(
      ({ id, status, amount, reason }) => `  refund ${id}: ${status}, ${inWords(amount)}${reasonOf(reason)}`,
    ),
    ...disputes.map(
      ({ id, status, amount, reason, moved }) =>
        `  dispute ${id}: ${status}, ${inWords(amount)}${reasonOf(reason)}${moved.map(({ net }) => `, moved ${inWords(net)}`).join('')}`,
    ),
    ...payouts.map(
      ({ id, status, amount, arrivesAt }) =>
        `  payout ${id}: ${status}, ${inWords(amount)}, at the bank ${arrivesAt.toISOString().slice(0, 10)}`,
    ),
  ];
}

function feeOf(status: string, moved: PaymentStory['charges'][number]['moved']): string {
  if (moved) return `fee ${inWords(moved.fee)}, net ${inWords(moved.net)}`;
  return status === 'failed' ? 'no fee' : 'fee pending';
}

function reasonOf(code: string | null): string {
  return code === null ? '' : ` (${code})`;
}

function inWords(amount: Money): string {
  return `${toDecimal(amount)} ${amount.currency.toUpperCase()}`;
}
