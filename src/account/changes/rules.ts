/** What a member may change about a membership. `keep`: takes a cancellation back. */
export const CHANGE_KINDS = ['amount', 'frequency', 'pause', 'resume', 'cancel', 'keep'] as const;

/** `waiting`: Stripe has not answered yet; `refused`: it said no. */
export const CHANGE_STATES = ['waiting', 'done', 'refused'] as const;
