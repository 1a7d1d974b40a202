import { DAY } from '../../platform/time.ts';

/** What members are written about. `double`: two memberships where one was meant. */
export const NOTICE_KINDS = [
  'thanks',
  'renewal',
  'payment-failed',
  'action-required',
  'card-expiring',
  'recovered',
  'paused',
  'resuming',
  'cancelled',
  'ended',
  'double',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** As 2026-12-07, in UTC: which time it is that a notice is about. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** In how many days something is: begun ones count. */
export function daysUntil(instant: Date, now: Date): number {
  return Math.ceil((instant.getTime() - now.getTime()) / DAY);
}
