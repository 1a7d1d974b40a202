import type { Options } from './service.ts';

const FREQUENCIES = ['once', 'monthly', 'annual'] as const;
const METHODS = ['Visa', 'Mastercard', 'Apple Pay', 'Google Pay', 'SEPA'];

/** Never seen: a box of the usual size, which keeps the room until the service has said what is offered. */
export const PLACEHOLDER: Options = {
  currency: 'usd',
  decimals: 2,
  step: 1,
  frequencies: FREQUENCIES.map((frequency) => ({
    frequency,
    presets: [200, 500, 1000, 2500],
    default: 500,
    minimum: 200,
    maximum: 1_000_000,
  })),
  defaultFrequency: 'monthly',
  paymentMethods: METHODS.map((label) => ({ label })),
};
