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
