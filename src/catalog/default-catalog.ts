import type { z } from 'zod';
import type { CatalogFile } from './catalog-file.ts';

/**
 * What is offered unless `CATALOG_FILE` names another file of this shape. Amounts in minor units. The processing costs
 * are what Stripe publishes for cards of the currency's home (stripe.com/pricing).
 */
export const DEFAULT_CATALOG: z.input<typeof CatalogFile> = {
  defaultCurrency: 'usd',
  defaultFrequency: 'monthly',
  currencies: {
    usd: {
      minimum: 200,
      maximum: 1_000_000,
      processingCost: { basisPoints: 290, fixed: 30 },
      presets: {
        once: [1000, 2500, 5000, 10_000],
        monthly: [200, 500, 1000, 2500],
        annual: [2400, 6000, 12_000, 25_000],
      },
      defaults: { once: 2500, monthly: 500, annual: 6000 },
    },
    eur: {
      minimum: 200,
      maximum: 1_000_000,
      processingCost: { basisPoints: 150, fixed: 25 },
      presets: {
        once: [1000, 2500, 5000, 10_000],
        monthly: [200, 500, 1000, 2500],
        annual: [2400, 6000, 12_000, 25_000],
      },
      defaults: { once: 2500, monthly: 500, annual: 6000 },
    },
    gbp: {
      minimum: 200,
      maximum: 1_000_000,
      processingCost: { basisPoints: 150, fixed: 20 },
      presets: {
        once: [1000, 2000, 4000, 8000],
        monthly: [200, 500, 1000, 2000],
        annual: [2400, 5000, 10_000, 20_000],
      },
      defaults: { once: 2000, monthly: 500, annual: 5000 },
    },
    jpy: {
      minimum: 300,
      maximum: 1_500_000,
      processingCost: { basisPoints: 360, fixed: 0 },
      presets: {
        once: [1500, 3000, 7500, 15_000],
        monthly: [300, 800, 1500, 3000],
        annual: [3600, 9000, 18_000, 36_000],
      },
      defaults: { once: 3000, monthly: 800, annual: 9000 },
    },
    kwd: {
      minimum: 600,
      maximum: 3_000_000,
      processingCost: { basisPoints: 390, fixed: 100 },
      presets: {
        once: [3000, 8000, 15_000, 30_000],
        monthly: [600, 1500, 3000, 8000],
        annual: [7500, 18_000, 36_000, 75_000],
      },
      defaults: { once: 8000, monthly: 1500, annual: 18_000 },
    },
  },
  paymentMethods: [
    { id: 'card', label: 'Visa' },
    { id: 'card', label: 'Mastercard' },
    { id: 'apple_pay', label: 'Apple Pay' },
    { id: 'google_pay', label: 'Google Pay' },
    { id: 'sepa_debit', label: 'SEPA' },
  ],
};
