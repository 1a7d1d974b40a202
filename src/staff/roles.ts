/** What a member of staff, or a program of theirs, may do. */
export const ROLES = ['finance', 'support', 'admin'] as const;

export type Role = (typeof ROLES)[number];
