export const SUBSCRIPTION_STATES = ['unconfirmed', 'confirmed'] as const;

/** Where somebody was asked whether they want the newsletter. */
export const CONSENT_PLACES = ['appeal', 'thank-you', 'interface', 'checkout'] as const;
export type ConsentPlace = (typeof CONSENT_PLACES)[number];
