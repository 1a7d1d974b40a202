/** How often a contribution is given, in our words everywhere outside the Stripe adapter. */
export const FREQUENCIES = ['once', 'monthly', 'annual'] as const;

export type Frequency = (typeof FREQUENCIES)[number];
