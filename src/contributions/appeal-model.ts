import type { Minor } from '../platform/money.ts';
import type { PageModel } from '../platform/page.ts';
import type { Frequency } from '../stripe/frequency.ts';

export type Preset = { amount: Minor /** What is paid when the costs are covered. */; withCosts: Minor };

export type FrequencyOptions = {
  frequency: Frequency;
  presets: readonly Preset[];
  /** One of the presets. */
  default: Minor;
  minimum: Minor;
  maximum: Minor;
};

/** What the reader chose before: sent and refused, or carried by a link. */
export type Choice = {
  frequency: Frequency;
  amount?: Minor | undefined;
  /** The amount as it was typed, whatever it was. */
  other?: string | undefined;
  coverCosts: boolean;
  /** Wants a word of thanks by mail. */
  thanks?: boolean | undefined;
};

export const FORM_ERROR_CODES = [
  'frequency-invalid',
  'amount-missing',
  'amount-invalid',
  'amount-below-minimum',
  'amount-above-maximum',
  'currency-invalid',
  'residence-invalid',
  'payment-unavailable',
  'too-many-requests',
] as const;

export type FormErrorCode = (typeof FORM_ERROR_CODES)[number];

/** `form` is for what belongs to no field. A code that is not ours is shown in general words. */
export type FormError = {
  field: 'frequency' | 'amount' | 'currency' | 'residence' | 'form';
  code: string;
};

export type AppealModel = PageModel & {
  currency: string;
  currencies: readonly string[];
  frequencies: readonly FrequencyOptions[];
  defaultFrequency: Frequency;
  chosen?: Choice | undefined;
  paymentMethods: readonly { id: string; label: string }[];
  campaign?: string | undefined;
  source?: string | undefined;
  idempotencyKey: string;
  errors: readonly FormError[];
  /** A checkout of this browser that was left. */
  resume?: { url: string; frequency: Frequency; amount: Minor; currency: string } | undefined;
  /** ISO 3166 codes of the countries from which nothing is taken. */
  restricted: readonly string[];
};
