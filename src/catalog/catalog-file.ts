import { z } from 'zod';
import { minor } from '../platform/money.ts';
import { FREQUENCIES, type Frequency } from '../stripe/frequency.ts';
import { faultOf, type Limits } from './rules.ts';

const amount = z.int().positive().transform(minor);
const byFrequency = <Schema extends z.ZodType>(schema: Schema) =>
  z.strictObject({ once: schema, monthly: schema, annual: schema });

const Offer = z.strictObject({
  minimum: amount,
  maximum: amount,
  processingCost: z.strictObject({
    basisPoints: z.int().min(0).max(2000),
    fixed: z.int().min(0).transform(minor),
  }),
  presets: byFrequency(z.array(amount).min(1).max(8)),
  defaults: byFrequency(amount),
});

const currencyCode = z.string().regex(/^[a-z]{3}$/, 'must be a lower-case ISO 4217 code');

/** The one editable catalog: what may be given, how often, and in what. Checked whole at start. */
export const CatalogFile = z
  .strictObject({
    defaultCurrency: currencyCode,
    defaultFrequency: z.enum(FREQUENCIES),
    currencies: z.record(currencyCode, Offer),
    paymentMethods: z.array(z.strictObject({ id: z.string(), label: z.string() })),
  })
  .superRefine((catalog, check) => {
    if (!(catalog.defaultCurrency in catalog.currencies)) {
      check.addIssue({ code: 'custom', path: ['defaultCurrency'], message: 'is not among the currencies' });
    }
    for (const [currency, offer] of Object.entries(catalog.currencies)) {
      for (const { path, fault } of faultsIn(currency, offer)) {
        check.addIssue({ code: 'custom', path: ['currencies', currency, ...path], message: fault });
      }
    }
  });

export type CurrencyOffer = z.output<typeof Offer>;

/** Presets and defaults obey the same limits as what a reader types. */
function faultsIn(currency: string, offer: CurrencyOffer): { path: string[]; fault: string }[] {
  const limits: Limits = offer;
  return FREQUENCIES.flatMap((frequency: Frequency) => {
    const amounts = [...offer.presets[frequency], offer.defaults[frequency], offer.minimum];
    const fault = amounts.map((one) => faultOf(one, currency, limits)).find((one) => one !== null);
    const missing = offer.presets[frequency].includes(offer.defaults[frequency])
      ? undefined
      : 'default is no preset';
    return [fault, missing].flatMap((one) => (one ? [{ path: [frequency], fault: one }] : []));
  });
}
