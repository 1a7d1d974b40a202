import type { Context } from '../../platform/context.ts';
import type { WithStripe } from '../../stripe/client.ts';
import type { WithHeed } from '../../stripe/heed.ts';
import { findInvoicePage, type PayOutcome, payInvoice } from '../../stripe/pay-invoice.ts';
import { findMethodInUse } from '../../stripe/payment-method.ts';
import { retrieveObject } from '../../stripe/retrieve-object.ts';
import { toProblem } from './open-payment-method-session.ts';
import { findDue } from './store.ts';
import { stripesOwn } from './stripe-address.ts';

type Work = Context & WithStripe & WithHeed;

/**
 * Tries now, and once for each `attempt`, to have paid what a membership owes, with the method that was chosen last. What
 * comes of it is in the books when this returns.
 * @returns null where nothing is due
 * @throws Problem not-found, stripe-unavailable
 */
export async function payNow(
  context: Work,
  { membershipId, attempt }: { membershipId: string; attempt: string },
): Promise<PayOutcome | null> {
  const due = await findDue(context.database, membershipId);
  if (due === undefined) return null;
  const { stripe } = context;
  const key = `pay-${due.invoiceId}-${attempt}`;
  try {
    const method = await findMethodInUse(stripe, membershipId);
    // The same press with another card, chosen in another window, is another attempt.
    const { outcome, invoice } = await payInvoice(stripe, due.invoiceId, `${key}-${method}`);
    const membership = await retrieveObject(stripe, 'membership', membershipId);
    // That the bank asks no invoice says of itself, but Stripe's event alone: what was read now would stand before it.
    if (outcome !== 'action') await context.heed({ kind: 'invoice', id: due.invoiceId, ...invoice });
    await context.heed({ kind: 'membership', id: membershipId, ...membership });
    return outcome;
  } catch (error) {
    throw toProblem(error);
  }
}

/**
 * Where at Stripe what a membership owes can be paid, and a bank be answered.
 * @returns null where nothing is due
 * @throws Problem not-found, stripe-unavailable
 */
export async function findPayPage(
  context: Context & WithStripe,
  membershipId: string,
): Promise<string | null> {
  const due = await findDue(context.database, membershipId);
  if (due === undefined) return null;
  try {
    const url = await findInvoicePage(context.stripe, due.invoiceId);
    return url === null ? null : stripesOwn(context.settings, url);
  } catch (error) {
    throw toProblem(error);
  }
}
