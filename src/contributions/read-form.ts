import type { z } from 'zod';
import { offerOf, type WithCatalog } from '../catalog/catalog.ts';
import { parseMinor, readAmount, sentAmount } from '../catalog/read-amount.ts';
import type { Choice, FormError } from './appeal-model.ts';
import { ContributeForm } from './schemas.ts';
import type { CheckoutWish } from './wish.ts';

export type FormReading =
  | { kind: 'wish'; wish: Omit<CheckoutWish, 'returnTo'>; form: ContributeForm; isOwnAmount: boolean }
  | { kind: 'faults'; errors: FormError[]; chosen: Choice | undefined; form: Partial<ContributeForm> };

/** From what a browser sent to what the reader wants, or to what to tell them about it. */
export function readContributeForm({ catalog }: WithCatalog, sent: unknown): FormReading {
  const parsed = ContributeForm.safeParse(sent);
  if (!parsed.success)
    return { kind: 'faults', errors: toFormErrors(parsed.error), chosen: undefined, form: {} };
  const form = parsed.data;
  const offer = offerOf(catalog, form.currency);
  if (offer === undefined) return faults(form, { field: 'currency', code: 'currency-invalid' });
  const read = readAmount(sentOf(form), form.currency, offer);
  if ('error' in read) return faults(form, { field: 'amount', code: read.error });
  const { amount, isOwn } = read;
  const { frequency, currency, locale, campaign, source, coverCosts, thanks } = form;
  return {
    kind: 'wish',
    wish: {
      frequency,
      amount,
      currency,
      coverCosts: coverCosts === 'yes',
      thanks: thanks === 'yes',
      email: undefined,
      alongside: form.alongside === 'yes' || undefined,
      locale,
      campaign,
      source,
    },
    form,
    isOwnAmount: isOwn,
  };
}

/** All frequencies' amounts are sent, because the page has no script that could leave any out. */
function sentOf(form: ContributeForm) {
  return { picked: form[`amount_${form.frequency}`], typed: form[`other_${form.frequency}`] };
}

/** The reader's choice as the page shows it again. */
export function choiceOf(form: ContributeForm): Choice {
  const { isOwn, text } = sentAmount(sentOf(form));
  const amount = isOwn ? undefined : (parseMinor(text) ?? undefined);
  const coverCosts = form.coverCosts === 'yes';
  const thanks = form.thanks === 'yes';
  return { frequency: form.frequency, amount, other: isOwn ? text : undefined, coverCosts, thanks };
}

function faults(form: ContributeForm, error: FormError): FormReading {
  return { kind: 'faults', errors: [error], chosen: choiceOf(form), form };
}

const FIELDS = ['frequency', 'currency', 'residence'] as const;

function toFormErrors(error: z.ZodError): FormError[] {
  return error.issues.map(({ path: [name] }) => {
    const field = FIELDS.find((one) => one === name);
    return field ? { field, code: `${field}-invalid` } : { field: 'form', code: 'form-invalid' };
  });
}
