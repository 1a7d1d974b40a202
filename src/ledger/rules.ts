/** Each list from the beginning to the end of a life: whoever is further along stays there. */
export const INTENT_STATUSES = ['processing', 'failed', 'canceled', 'succeeded'] as const;
export type IntentStatus = (typeof INTENT_STATUSES)[number];

export const CHARGE_STATUSES = ['pending', 'failed', 'succeeded'] as const;
export type ChargeStatus = (typeof CHARGE_STATUSES)[number];
