/** What the owner of two memberships may say about them. */
export const DOUBLE_ANSWERS = ['keep-both', 'keep-earlier', 'keep-later'] as const;
