import type { PageModel } from '../platform/page.ts';
import type { Choice } from './choice.ts';

/** What came along from the appeal: only what is well formed. */
export type Carried = {
  choice?: Choice | undefined;
  campaign?: string | undefined;
  source?: string | undefined;
};

/** The form's fields as they stand in it, whatever they are. */
export type Entered = { in: string; on: string; channel: string; email: string; every: string };

export const NOTHING_ENTERED: Entered = { in: 'P1M', on: '', channel: 'none', email: '', every: '' };

export const FORM_ERROR_CODES = [
  'in-invalid',
  'on-missing',
  'on-invalid',
  'channel-invalid',
  'email-missing',
  'email-invalid',
  'every-invalid',
  'residence-invalid',
  'too-many-requests',
  'temporarily-unavailable',
] as const;

export type FormErrorCode = (typeof FORM_ERROR_CODES)[number];

/** `form` is for what belongs to no field. A code that is not ours is shown in general words. */
export type FormError = { field: keyof Entered | 'residence' | 'form'; code: string };

export type RemindModel = PageModel & {
  carried: Carried;
  entered: Entered;
  errors: readonly FormError[];
  /** The first and the last day that may be named, as 2026-11-24. */
  days: { from: string; to: string };
  /** When each delay ends, as 2026-12-23. */
  ends: Readonly<Record<'P1W' | 'P1M' | 'P3M', string>>;
  /** ISO 3166 codes of the countries to which no mail is sent. */
  restricted: readonly string[];
  /** By which a form that is sent twice is known; it is never in an address. */
  idempotencyKey: string;
};
